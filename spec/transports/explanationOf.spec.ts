import { fromEventSource } from 'rxwire';
import { fakeFetch } from 'rxwire/testing';
import type { FakeFetchConfig } from 'rxwire/testing';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'http://a/';
const euro = new TextEncoder().encode('\u20ac');
const typed = (type: string) => ({ status: 400, headers: { 'content-type': type } });
const refused = (diagram: string, type: string, values: FakeFetchConfig['values'] = {}) => {
  const r = typed(type);
  const { fetch, calls$ } = fakeFetch(diagram, { values: { r, ...values } });
  return {
    source$: fromEventSource({ url, fetch }).pipe(failingWithFacts()),
    calls$,
    facts: { kind: 'handshake', ...r },
  };
};

describe('what a server says of its refusal', () => {
  it.each<[string, string, string, string, FakeFetchConfig['values']]>([
    ['in pieces', 'r-a-b-|', '------#', '{"a":1}', { a: '{"a"', b: ':1}' }],
    ['cut in a character', 'r-a-b|', '-----#', '\u20ac', { a: euro.slice(0, 2), b: euro.slice(2) }],
    ['as far as it comes', 'r-a#', '---#', 'a', {}],
    ['as far as it comes within a second', 'r-a', '1s #', 'a', {}],
    ['up to 64 Ki', 'r-a-b-c', '----#', 'a'.repeat(65_536), { a: 'a'.repeat(9), b: 'a'.repeat(65_536) }],
    ['of just 64 Ki', 'r-a-b', '--#', 'a'.repeat(65_536), { a: 'a'.repeat(65_536) }],
  ])('is in the error, as text: %s', (_, diagram, expected, body, values) => {
    marbles(({ expectObservable }) => {
      const { source$, facts } = refused(diagram, 'application/json', values);

      expectObservable(source$).toBe(expected, undefined, { ...facts, body });
    })();
  });

  it.each([
    'application/json;charset=utf-8',
    'application/problem+json',
    'text/plain',
    'text/event-stream',
    'TEXT/html',
  ])('is read where its type is %p', (type) => {
    marbles(({ expectObservable }) => {
      const { source$, facts } = refused('ra|', type);

      expectObservable(source$).toBe('--#', undefined, { ...facts, body: 'a' });
    })();
  });

  it.each([
    ['image/png', 'ra-'],
    ['application/octet-stream', 'ra-'],
    ['x/text/plain', 'ra-'],
    ['', 'r-'],
    ['application/json', 'r|'],
  ])('is not there where its type is %p and the response %p', (type, diagram) => {
    marbles(({ expectObservable }) => {
      const { source$, facts } = refused(diagram, type);

      expectObservable(source$).toBe(diagram === 'r|' ? '-#' : '#', undefined, facts);
    })();
  });

  it(
    'holds nothing when nobody waits for it any more',
    marbles(({ expectObservable }) => {
      const { source$, calls$ } = refused('r-a-b', 'text/plain');

      expectObservable(source$, '^--!').toBe('');
      expectObservable(calls$).toBe('q--x', { q: `GET ${url}`, x: 'abort' });
    }),
  );

  it(
    'has its own time, not what is left of connectTimeout',
    marbles(({ expectObservable }) => {
      const { fetch } = fakeFetch('- 90ms r-a', { values: { r: typed('text/plain') } });
      const source$ = fromEventSource({ url, fetch, connectTimeout: 100 }).pipe(failingWithFacts());
      const facts = { kind: 'handshake', ...typed('text/plain'), body: 'a' };

      expectObservable(source$).toBe('1091ms #', undefined, facts);
    }),
  );
});
