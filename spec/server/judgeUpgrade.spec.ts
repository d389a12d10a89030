import { EMPTY, NEVER, of } from 'rxjs';
import { judgeUpgrade } from '../../lib/server/judgeUpgrade.js';
import type { VerdictProvider } from '../../lib/server/judgeUpgrade.js';
import { Refusal } from '../../lib/server/Refusal.js';
import { marbles } from '../support/marbles.js';

const full = new Refusal('LIMIT_CONNECTIONS', 'full');
const judged = (verify?: VerdictProvider, origin?: string, enter = (): void => {}) =>
  judgeUpgrade({ headers: { host: 'app.example', ...(origin !== undefined && { origin }) } } as never, {
    origins: [],
    verify,
    verifyTimeout: 3,
    enter,
  });
const throwing = (): never => {
  throw full;
};

describe('judgeUpgrade', () => {
  it.each([
    [
      'an origin, before it is counted',
      judged(undefined, 'https://evil.example', throwing),
      'FORBIDDEN',
      undefined,
    ],
    [
      'one too many, before verify is asked',
      judged(() => of(false), undefined, throwing),
      'LIMIT_CONNECTIONS',
      undefined,
    ],
    ['false', judged(() => of(false)), 'UNAUTHORIZED', 401],
    ['nothing', judged(() => EMPTY), 'INTERNAL', undefined],
    ['403', judged(() => of(403)), 'FORBIDDEN', 403],
    ['418', judged(() => of(418)), 'BAD_REQUEST', 418],
    ['502', judged(() => of(502)), 'INTERNAL', 502],
  ] as const)('refuses %s', (_, judged$, code, status) => {
    const errors: Refusal[] = [];

    judged$.subscribe({ error: (error: Refusal) => errors.push(error) });

    expect(errors.map((error) => [error.code, error.status])).toEqual([[code, status]]);
  });

  it('lets in at once where nobody has to be asked', () => {
    let count = 0;
    judged().subscribe(() => (count += 1));
    judged(() => of(true)).subscribe(() => (count += 1));

    expect(count).toBe(2);
  });

  it(
    'refuses when verify does not answer in time',
    marbles(({ expectObservable }) => {
      const late = new Refusal('TIMEOUT', 'not verified in time', null, undefined, 503);

      expectObservable(judged(() => NEVER)).toBe('---#', undefined, late);
    }),
  );
});
