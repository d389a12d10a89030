import { Observable, concat, of, throwError } from 'rxjs';
import { jobQueue } from '../../lib/server/jobQueue.js';
import { marbles } from '../support/marbles.js';

describe('jobQueue', () => {
  it(
    'runs one after the other, as drawn',
    marbles(({ cold, scheduler, expectSubscriptions }) => {
      const results: string[] = [];
      const jobs = jobQueue<string>((result) => void results.push(`${result}${scheduler.now()}`));
      const [a$, b$] = [cold('--1-2|'), cold('   ---3|')];
      jobs.add(a$);
      scheduler.schedule(() => jobs.add(b$), 2);

      expectSubscriptions(a$.subscriptions).toBe('^----!');
      expectSubscriptions(b$.subscriptions).toBe('-----^---!');
      scheduler.schedule(() => expect(results).toEqual(['12', '24', '38']), 20);
    }),
  );

  it(
    'stops the job that runs, and begins no other',
    marbles(({ cold, scheduler, expectSubscriptions }) => {
      const jobs = jobQueue<string>(() => {});
      const [a$, b$] = [cold('-----1|'), cold('1|')];
      jobs.add(a$);
      jobs.add(b$);
      scheduler.schedule(() => {
        jobs.stop();
        jobs.add(b$);
      }, 3);

      expectSubscriptions(a$.subscriptions).toBe('^--!');
      expectSubscriptions(b$.subscriptions).toBe([]);
    }),
  );

  it(
    'can be stopped by what a job brings$ at once',
    marbles(({ cold, expectSubscriptions }) => {
      const jobs = jobQueue<string>(() => jobs.stop());
      const [rest$, another$] = [cold('--1'), cold('--1')];
      jobs.add(concat(of('0'), rest$));
      jobs.add(another$);

      expectSubscriptions(rest$.subscriptions).toBe('(^!)');
      expectSubscriptions(another$.subscriptions).toBe([]);
    }),
  );

  it('runs as many as there are that are done at once, and those that they bring', () => {
    const results: number[] = [];
    const jobs = jobQueue<number>((result) => void results.push(result));
    const brings$ = new Observable<number>((subscriber) => {
      for (let n = 0; n < 20_000; n++) jobs.add(of(n));
      subscriber.complete();
    });
    jobs.add(brings$);

    expect(results).toHaveLength(20_000);
    expect(results.at(-1)).toBe(19_999);
  });

  it(
    'goes on when a job is over without being complete',
    marbles(({ cold, scheduler }) => {
      const results: string[] = [];
      const jobs = jobQueue<string>((result) => void results.push(result));
      const failed$ = throwError(() => new Error('not told'));
      const seen: unknown[] = [];
      jobs.add(
        new Observable((subscriber) =>
          failed$.subscribe({
            error: (error: unknown) => {
              seen.push(error);
              subscriber.unsubscribe();
            },
          }),
        ),
      );
      jobs.add(cold('-1|'));

      scheduler.schedule(() => {
        expect(seen).toHaveLength(1);
        expect(results).toEqual(['1']);
      }, 5);
    }),
  );
});
