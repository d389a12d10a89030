import { NEVER, concat, defer, map, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { ConnectionError, constant, limitAttempts } from 'rxwire';
import type { RedisLink } from '../../lib/redis/RedisLink.js';
import { sharedLink } from '../../lib/redis/sharedLink.js';
import { marbles } from '../support/marbles.js';
import { fakeLink } from './fakeLink.js';

const broken = new ConnectionError('closed', 'broke', { code: 1006, reason: '', wasClean: false });
const config = { backoff: constant(3), linger: 5, interval: 100, timeout: 100 };
const open$ = concat(of<RedisLink>(fakeLink()), NEVER);

/** The states of a lifecycle, in a letter each: c, o for connected, w, d. */
const letters = (link: ReturnType<typeof sharedLink>): Observable<string> =>
  link.lifecycle$.pipe(map(({ status }) => (status === 'connected' ? 'o' : (status[0] as string))));

describe('sharedLink', () => {
  it(
    'dials once for all who need it, and ends when the linger is over',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dial$ = cold<RedisLink>('-l', { l: fakeLink() });
      const link = sharedLink(dial$, config);

      expectObservable(letters(link), '^---!').toBe('co');
      expectObservable(letters(link), '------^--!').toBe('------o');
      expectSubscriptions(dial$.subscriptions).toBe('^-------------!');
    }),
  );

  it(
    'dials again when it breaks, and is away until then',
    marbles(({ cold, expectObservable }) => {
      const links = { l: fakeLink() };
      const dials = [cold<RedisLink>('-l--#', links, broken), cold<RedisLink>('-l', links)];
      const link = sharedLink(
        defer(() => dials.shift() as Observable<RedisLink>),
        config,
      );

      expectObservable(letters(link), '-----------------!').toBe('co--w--co');
      expectObservable(cold('--a--b-c-d').pipe(map(() => link.isAway)), '-----------!').toBe('--a--b-c-d', {
        a: false,
        b: true,
        c: true,
        d: false,
      });
    }),
  );

  it(
    'ends a link that gives no sign of life to a ping',
    marbles(({ expectObservable }) => {
      const link = sharedLink(open$, {
        ...config,
        interval: 10,
        timeout: 7,
        backoff: limitAttempts(0)(constant(0)),
      });

      expectObservable(letters(link)).toBe('(co)-------------(d|)');
    }),
  );

  it(
    'gives up an engine that cannot do it, and dials anew for who comes later',
    marbles(({ expectObservable }) => {
      let dials = 0;
      const unsupported$ = throwError(() => new ConnectionError('unsupported', 'too old', {}));
      const link = sharedLink(
        defer(() => (dials++ === 0 ? unsupported$ : open$)),
        config,
      );

      expectObservable(letters(link)).toBe('(cd|)');
      expectObservable(letters(link), '-------^--!').toBe('-------(co)');
    }),
  );
});
