import { EMPTY, NEVER, catchError, map, of, throwError } from 'rxjs';
import { hubCore } from '../../lib/server/hubCore.js';
import { identify } from '../../lib/server/identify.js';
import type { Refusal } from '../../lib/server/Refusal.js';
import { marbles } from '../support/marbles.js';
import { openConfig } from './hubTalk.js';

describe('identify', () => {
  it.each([
    ['whom it knows', () => of({ user: 'ann' }), '(x|)', { user: 'ann' }],
    ['nobody', (): null => null, '(x|)', 'UNAUTHORIZED'],
    ['what is no identity', (): never => ({}) as never, '(x|)', 'UNAUTHORIZED'],
    ['an error', () => throwError(() => new Error('database')), '(x|)', 'UNAVAILABLE'],
    ['no answer at all', () => EMPTY, '(x|)', 'UNAVAILABLE'],
    ['no answer in time', () => NEVER, '-----(x|)', 'TIMEOUT'],
  ] as const)('tells %s', (_, authenticate, diagram, told) => {
    marbles(({ expectObservable }) => {
      const core = hubCore(openConfig({ authenticate, authenticateTimeout: 5 }));
      const identity$ = identify(core, { connection: 'c1' }).pipe(
        map(({ identity }) => identity),
        catchError(({ code }: Refusal) => of(code)),
      );

      expectObservable(identity$).toBe(diagram, { x: told });
    })();
  });
});
