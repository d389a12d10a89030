import {
  NEVER,
  Subject,
  catchError,
  defer,
  delay,
  map,
  mergeMap,
  of,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { RequestError } from 'rxwire';
import type { ChannelError, SyncMessage } from 'rxwire';
import { publishRequest } from '../../lib/sync/publishRequest.js';
import { marbles } from '../support/marbles.js';

const message = { id: 'm1', channel: 'a' };
const reply = (data: unknown, type = 'systemMessage'): SyncMessage => ({
  type,
  id: 'm1',
  timestamp: 't',
  data,
});
const ack = reply({ action: 'ack', channel: 'a', offset: 45, epoch: 'e', duplicate: true });

function publishing(...answers: readonly Observable<SyncMessage>[]): ReturnType<typeof publishRequest> {
  let tries = 0;
  const request = (): Observable<SyncMessage> =>
    defer(() => answers[Math.min(tries++, answers.length - 1)] ?? NEVER);
  return publishRequest<SyncMessage, object>({ request }, message, 10);
}
const failed = (reason: RequestError['reason']): Observable<never> =>
  throwError(() => new RequestError(reason, reason, 'm1'));

describe('publishRequest', () => {
  it(
    'emits the position, also where an earlier try was cut off',
    marbles(({ expectObservable }) => {
      const cut$ = timer(2).pipe(() => failed('interrupted'));
      const result = { id: 'm1', offset: 45, epoch: 'e', duplicate: true };

      expectObservable(publishing(cut$, of(ack).pipe(delay(3)))).toBe('---(a|)', { a: result });
    }),
  );

  it(
    'gives all tries together the time that it has',
    marbles(({ expectObservable }) => {
      const timeouts: number[] = [];
      const answers = [timer(4).pipe(mergeMap(() => failed('interrupted'))), timer(9).pipe(map(() => ack))];
      const request: Parameters<typeof publishRequest<SyncMessage, object>>[0]['request'] = (
        _,
        { timeout: first },
      ) => {
        timeouts.push(first);
        const late = { first, with: () => failed('timeout') };
        return (answers[timeouts.length - 1] ?? NEVER).pipe(timeout(late));
      };

      const code$ = publishRequest({ request }, message, 10).pipe(
        catchError(({ code }: ChannelError) => of(code)),
      );

      expectObservable(code$).toBe('----------(t|)', { t: 'TIMEOUT' });
      timer(20).subscribe(() => expect(timeouts).toEqual([10, 6]));
    }),
  );

  it.each<[string, Observable<SyncMessage>, Partial<ChannelError>]>([
    [
      'is refused',
      of(reply({ code: 'FORBIDDEN', message: 'no', retryable: false }, 'error')),
      { code: 'FORBIDDEN', retryable: false },
    ],
    ['is late', failed('timeout'), { code: 'TIMEOUT', retryable: true }],
    ['is dropped', failed('dropped'), { code: 'UNAVAILABLE', retryable: true }],
  ])('fails with a ChannelError when it %s', (_, answer$, expected) => {
    let seen: unknown;

    publishing(answer$).subscribe({ error: (error: unknown) => (seen = error) });

    expect(seen).toMatchObject({ name: 'ChannelError', channel: 'a', ...expected });
  });

  it('passes on what is no matter of the wire', () => {
    const bug = new TypeError('no id');
    let seen: unknown;

    publishing(throwError(() => bug)).subscribe({ error: (error: unknown) => (seen = error) });

    expect(seen).toBe(bug);
  });

  it('takes an echo for no reply', () => {
    const messages$ = new Subject<SyncMessage>();
    const verdicts: boolean[] = [];
    publishRequest<SyncMessage, object>(
      {
        request: (_, { isReply }) => {
          for (const each of [reply({}, 'chat'), reply(null), reply({}, 'error'), ack])
            verdicts.push(isReply(each));
          return messages$;
        },
      },
      message,
      10,
    ).subscribe();

    expect(verdicts).toEqual([false, false, true, true]);
  });
});
