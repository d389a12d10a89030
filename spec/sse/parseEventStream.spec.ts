import {
  Observable,
  Subject,
  defer,
  from,
  map,
  mergeMap,
  of,
  repeat,
  retry,
  scan,
  share,
  take,
  throwError,
  toArray,
} from 'rxjs';
import type { Subscriber } from 'rxjs';
import { eventStreamReducer, eventStreamSeed } from '../../lib/sse/eventStreamReducer.js';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';
import type { ParseEventStreamConfig } from '../../lib/sse/parseEventStream.js';
import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';
import { facts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';
import { operatorLaws } from 'rxwire/testing';

const message = (data: string, lastEventId = ''): ServerSentEvent => ({ type: 'message', data, lastEventId });

/** All that the stream says, in order: its data, and what the callbacks are told. */
function heard(chunks: readonly (Uint8Array | string)[], config: ParseEventStreamConfig = {}): unknown[] {
  const log: unknown[] = [];
  from(chunks)
    .pipe(
      parseEventStream({
        onComment: (context) => log.push(context),
        onRetry: (context) => log.push(context),
        onId: (context) => log.push(context),
        ...config,
      }),
    )
    .subscribe({ next: ({ data }) => log.push(data), error: (error) => log.push(facts(error)) });
  return log;
}

describe('parseEventStream', () => {
  it.each(
    operatorLaws<string>({
      make: () => parseEventStream(),
      value: () => ({ value: 'data: a\n\ndata: b\n' }),
    }),
  )('$name', ({ check }) => check());

  it(
    'emits each event with the chunk that ends it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const chunks = { a: 'da', b: 'ta: 1\n\n: hi\ndata:', c: ' 2\nid: 7\n\ndata: 3\n\n' };
      const source$ = cold('-a---b---c---|', chunks);
      const subscriptions = '^------------!';
      const expected = '     -----1---(23)|';

      const result$ = source$.pipe(parseEventStream());

      expectObservable(result$).toBe(expected, {
        1: message('1'),
        2: message('2', '7'),
        3: message('3', '7'),
      });
      expectSubscriptions(source$.subscriptions).toBe(subscriptions);
    }),
  );

  it(
    'emits at a CR that is the last character of a chunk, and takes an LF that follows for its other half',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('  -a---b---c|', { a: 'data: 1\r\n\r', b: '\ndata: 2\r', c: '\r' });
      const expected = '      -1-------2|';

      const result$ = source$.pipe(parseEventStream());

      expectObservable(result$).toBe(expected, { 1: message('1'), 2: message('2') });
    }),
  );

  it('tells comments, reconnection times and IDs in the order of the stream, an ID before its event', () => {
    const chunks = [':one\nretry: 5\nid: 1\n:', ' two\ndata: a\n\nid: 2\n\nretry: 6\nid: 2\ndata: b\n\n'];

    const log = heard(chunks);

    expect(log).toEqual([
      { comment: 'one' },
      { retry: 5 },
      { comment: 'two' },
      { lastEventId: '1' },
      'a',
      { lastEventId: '2' },
      { retry: 6 },
      'b',
    ]);
  });

  it('commits an ID at the blank line, and not before', () => {
    const log = heard(['id: 1\n', 'id: 2\n', '\n', 'id: 3\n']);

    expect(log).toEqual([{ lastEventId: '2' }]);
  });

  it('tells that an ID is taken back', () => {
    const log = heard(['id: 1\n\nid\n\n']);

    expect(log).toEqual([{ lastEventId: '1' }, { lastEventId: '' }]);
  });

  it('goes on from a last event ID, which it tells no more', () => {
    const log = heard(['data: a\n\nid: 7\ndata: b\n\n'], { lastEventId: '7' });
    let first: unknown;
    of('data: a\n\n')
      .pipe(parseEventStream({ lastEventId: '7' }))
      .subscribe((event) => (first = event));

    expect(log).toEqual(['a', 'b']);
    expect(first).toEqual(message('a', '7'));
  });

  it('gives the reconnection time to the event whose block names it, and to no other', () => {
    let events: readonly ServerSentEvent[] = [];

    of('retry: 5\n\ndata: a\n\nretry: 6\ndata: b\n\ndata: c\n\n')
      .pipe(parseEventStream(), toArray())
      .subscribe((all) => (events = all));

    expect(events).toStrictEqual([message('a'), { ...message('b'), retry: 6 }, message('c')]);
  });

  it('reads no further in a chunk when nobody listens any more', () => {
    const log: unknown[] = [];

    of('id: 1\ndata: a\n\n:no\nid: 2\ndata: b\n\n')
      .pipe(
        parseEventStream({ onComment: (context) => log.push(context), onId: (context) => log.push(context) }),
        take(1),
      )
      .subscribe(({ data }) => log.push(data));

    expect(log).toEqual([{ lastEventId: '1' }, 'a']);
  });

  it.each(['\n', '\r', '\r\n'])(
    'reads no further behind a listener that left at a blank line of %j',
    (end) => {
      const log: unknown[] = [];

      of(`data: a${end}data: b${end}${end}:no${end}`)
        .pipe(parseEventStream({ onComment: (context) => log.push(context) }), take(1))
        .subscribe(({ data }) => log.push(data));

      expect(log).toEqual(['a\nb']);
    },
  );

  it('shares nothing between subscribers', () => {
    const chunks$ = new Subject<string>();
    const events$ = chunks$.pipe(parseEventStream());
    const logs: string[][] = [[], []];

    events$.subscribe(({ data }) => logs[0]?.push(data));
    chunks$.next('id: 1\ndata: a\ndata:');
    events$.subscribe(({ data, lastEventId }) => logs[1]?.push(data + lastEventId));
    chunks$.next(' b\n\ndata: c\n\n');

    expect(logs).toEqual([['a\nb', 'c'], ['c']]);
  });

  it('lets half an event be forgotten by a retry', () => {
    let attempt = 0;
    const source$ = defer(() => {
      attempt += 1;
      return attempt === 1
        ? from(['event: x\nid: 1\ndata: half', new Error()]).pipe(
            map((chunk) => {
              if (chunk instanceof Error) throw chunk;
              return chunk;
            }),
          )
        : of('data: whole\n\n');
    });
    let event: unknown;

    source$.pipe(parseEventStream(), retry(1)).subscribe((each) => (event = each));

    expect(event).toEqual(message('whole'));
  });

  it('lets half a character be forgotten by a repetition', () => {
    const source$ = of(Uint8Array.of(...Buffer.from('data: a\n\ndata: '), 0xe2, 0x82));
    const log: string[] = [];

    source$.pipe(parseEventStream(), repeat(2)).subscribe(({ data }) => log.push(data));

    expect(log).toEqual(['a', 'a']);
  });

  it('reads a chunk that a listener causes after the one that is being read', () => {
    const chunks$ = new Subject<string>();
    const log: string[] = [];
    chunks$.pipe(parseEventStream()).subscribe(({ data }) => {
      log.push(data);
      if (data === '1') {
        chunks$.next('data: 4\n\n');
        chunks$.next('data: 5\n');
      }
    });

    chunks$.next('data: 1\n\ndata: 2\n\ndata: 3\n\n');
    chunks$.next('\n');

    expect(log).toEqual(['1', '2', '3', '4', '5']);
  });

  it.each<[string, (source: Subscriber<string>) => void, string]>([
    ['completes', (source) => source.complete(), 'completed'],
    ['errors', (source) => source.error(new Error('x')), 'error'],
  ])('takes nothing of a source that %s and goes on', (_, end, expected) => {
    const log: unknown[] = [];
    const source$ = new Observable<string>((source) => {
      source.next('data: 1\n\n');
      end(source);
      source.next('data: 2\n\n');
      source.error(new Error('late'));
      source.complete();
    });

    source$.pipe(parseEventStream()).subscribe({
      next: ({ data }) => log.push(data),
      error: () => log.push('error'),
      complete: () => log.push('completed'),
    });

    expect(log).toEqual(['1', expected]);
  });

  it('passes on what a source throws when it is subscribed to, and releases it', () => {
    const log: unknown[] = [];
    const source$ = new Observable<string>((source) => {
      source.add(() => log.push('released'));
      source.next('data: 1\n\n');
      throw new Error('of the source');
    });

    source$.pipe(parseEventStream()).subscribe({
      next: ({ data }) => log.push(data),
      error: (error) => log.push(String(error)),
    });

    expect(log).toEqual(['1', 'Error: of the source', 'released']);
  });

  it('completes, when a listener completes the source, after all that came before', () => {
    const chunks$ = new Subject<string>();
    const log: string[] = [];
    chunks$.pipe(parseEventStream()).subscribe({
      next: ({ data }) => {
        log.push(data);
        if (data !== '1') return;
        chunks$.next('data: 3\n\n');
        chunks$.complete();
      },
      complete: () => log.push('completed'),
    });

    chunks$.next('data: 1\n\ndata: 2\n\n');

    expect(log).toEqual(['1', '2', '3', 'completed']);
  });

  it('forgets chunks that wait, when nobody listens any more', () => {
    const chunks$ = new Subject<string>();
    const log: string[] = [];
    chunks$
      .pipe(parseEventStream({ onComment: ({ comment }) => log.push(comment) }), take(1))
      .subscribe(({ data }) => {
        log.push(data);
        chunks$.next(': waiting\n');
      });

    chunks$.next('data: 1\n\n: rest\n');

    expect(log).toEqual(['1']);
    expect(chunks$.observed).toBe(false);
  });

  it('gives all listeners of one subscription all events, whatever one of them does', () => {
    const chunks$ = new Subject<string>();
    const events$ = chunks$.pipe(parseEventStream(), share());
    const log: string[] = [];
    events$.pipe(take(1)).subscribe(() => chunks$.next('data: 3\n\n'));
    events$.subscribe(({ data }) => log.push(data));

    chunks$.next('data: 1\n\ndata: 2\n\n');

    expect(log).toEqual(['1', '2', '3']);
  });

  it('passes on what a callback throws, after the events before it', () => {
    const thrown = new Error('of the callback');
    const onComment = (): never => {
      throw thrown;
    };

    const log = heard(['data: a\n\n', ':\ndata: b\n\n'], { onComment });

    expect(log).toEqual(['a', thrown]);
  });

  it('unsubscribes from the source when it errors', () => {
    const chunks$ = new Subject<string>();
    chunks$.pipe(parseEventStream({ maxLineLength: 3 })).subscribe({ error: () => {} });

    chunks$.next('data');

    expect(chunks$.observed).toBe(false);
  });

  it('passes on an error of the source', () => {
    const failure = new Error('of the source');
    let error: unknown;

    throwError(() => failure)
      .pipe(parseEventStream())
      .subscribe({ error: (each) => (error = each) });

    expect(error).toBe(failure);
  });

  it('agrees with its reducer', () => {
    const chunks$ = from(['id: 1\nda', 'ta: a\n\ndata: b\r', '\n\r', 'retry: 5\nevent: x\ndata: c\n\n']);
    const results: unknown[][] = [];

    chunks$.pipe(parseEventStream(), toArray()).subscribe((events) => results.push(events));
    chunks$
      .pipe(
        scan(eventStreamReducer(), eventStreamSeed()),
        mergeMap(({ events }) => events),
        toArray(),
      )
      .subscribe((events) => results.push(events));

    expect(results[0]).toHaveLength(3);
    expect(results[0]).toEqual(results[1]);
  });

  it.each([
    ['comment', [': bye\nid: 2\nretry: 2\n: again\ndata: b\n\n']],
    ['comment, begun in the chunk before', [': b', 'ye\nid: 2\nretry: 2\n: again\ndata: b\n\n']],
    ['reconnection time', ['retry: 1\nid: 2\nretry: 2\n: again\ndata: b\n\n']],
    ['ID', ['id: 9\n\nid: 2\nretry: 2\n: again\ndata: b\n\n']],
    ['ID of an event', ['id: 9\ndata: 9\n\nid: 2\nretry: 2\n: again\ndata: b\n\n']],
  ])('tells nothing more when a callback leaves at a %s', (_, chunks) => {
    const told: unknown[] = [];
    const chunks$ = new Subject<string>();
    const leave = (context: unknown): void => {
      told.push(context);
      if (told.length > 2) subscription.unsubscribe();
    };
    const subscription = chunks$
      .pipe(parseEventStream({ onComment: leave, onRetry: leave, onId: leave }))
      .subscribe((event) => told.push(event.data));

    for (const chunk of ['id: 1\ndata: a\n\n', ...chunks]) chunks$.next(chunk);

    expect(told.slice(0, 2)).toEqual([{ lastEventId: '1' }, 'a']);
    expect(told).toHaveLength(3);
  });

  it('takes nothing from a source that has ended while a chunk is read', () => {
    const told: unknown[] = [];
    let end = (): void => undefined;
    const source$ = new Observable<string>((observer) => {
      end = () => {
        observer.complete();
        observer.next('data: late\n\n');
        observer.error(new Error('late'));
      };
      observer.next('data: a\n\ndata: b\n\n');
    });
    source$.pipe(parseEventStream()).subscribe({
      next: ({ data }) => {
        told.push(data);
        if (data === 'a') end();
      },
      error: (error) => told.push(error),
      complete: () => told.push('|'),
    });

    expect(told).toEqual(['a', 'b', '|']);
  });
});
