import { EMPTY, NEVER, Subject, concat, of } from 'rxjs';
import { sessionRequests } from '../../lib/server/sessionRequests.js';

describe('sessionRequests', () => {
  it('writes what comes until it completes, also at once', () => {
    const written: string[] = [];
    const requests = sessionRequests((text) => written.push(text));
    const later$ = new Subject<string>();

    requests.begin('a', of('1', '2'));
    requests.begin('b', later$);
    later$.next('3');
    expect([requests.size, requests.has('a'), requests.has('b')]).toEqual([1, false, true]);
    later$.complete();

    expect(requests.size).toBe(0);
    expect(written).toEqual(['1', '2', '3']);
  });

  it('cancels one, and says whether there was one', () => {
    const requests = sessionRequests(() => undefined);
    const one$ = new Subject<string>();
    requests.begin('a', one$);
    requests.begin('b', NEVER);

    expect([requests.cancel('a'), requests.cancel('a'), requests.size]).toEqual([true, false, 1]);
    expect(one$.observed).toBe(false);
  });

  it('cancels all at the end, and begins no more', () => {
    const requests = sessionRequests(() => undefined);
    const one$ = new Subject<string>();
    requests.begin('a', concat(EMPTY, one$));
    requests.end();
    requests.begin('b', one$);

    expect(requests.size).toBe(0);
    expect(one$.observed).toBe(false);
  });
});
