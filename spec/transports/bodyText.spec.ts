import { from, mergeMap } from 'rxjs';
import { fakeFetch } from 'rxwire/testing';
import type { FakeFetchConfig } from 'rxwire/testing';
import { bodyText } from '../../lib/transports/bodyText.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

describe('bodyText', () => {
  const text = (diagram: string, limit: number, values: FakeFetchConfig['values'] = {}) =>
    from(fakeFetch(diagram, { values }).fetch('http://a/')).pipe(
      mergeMap(({ body }) => bodyText(body?.getReader(), limit)),
    );

  it(
    'is told at the end of the body, whole, characters that were cut included',
    marbles(({ expectObservable }) => {
      const values = { e: new Uint8Array([0xc3]), f: new Uint8Array([0xbc]) };

      expectObservable(text('o-a-e-f|', 3, values)).toBe('-------(t|)', { t: 'aü' });
    }),
  );

  it(
    'is empty where there is no body',
    marbles(({ expectObservable }) => {
      expectObservable(bodyText(undefined, 1)).toBe('(t|)', { t: '' });
    }),
  );

  it(
    'is an error as soon as it is longer than it may be',
    marbles(({ expectObservable }) => {
      expectObservable(text('o-a-b-c-|', 2).pipe(failingWithFacts())).toBe(
        '------#',
        undefined,
        expect.objectContaining({ kind: 'protocol', code: 1009 }),
      );
    }),
  );
});
