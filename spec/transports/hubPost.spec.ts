import { of } from 'rxjs';
import { fakeFetch } from 'rxwire/testing';
import type { FakeFetch, FakeResponse } from 'rxwire/testing';
import { hubPost } from '../../lib/transports/hubPost.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const message = '{"type":"chat","id":"m1"}';
const post = ({ fetch }: FakeFetch, body = message, timeout = 9, limit = 999) =>
  hubPost({
    resolve: () =>
      of({
        url: 'http://a/',
        init: { method: 'POST', headers: {}, redirect: 'follow', cache: 'no-store', body },
      }),
    fetch: fetch as never,
    timeout,
    limit,
  }).pipe(failingWithFacts());
const answered = (status: number, text: string, asked = message) => {
  const head: FakeResponse = { status };
  return post(fakeFetch('-h-t-|', { values: { h: head, t: text } }), asked);
};

describe('hubPost', () => {
  it.each([
    [200, '{"type":"systemMessage","id":"m1"}', '{"type":"systemMessage","id":"m1"}'],
    [403, '{"type":"error","id":"m1"}', '{"type":"error","id":"m1"}'],
    [401, '{"type":"error","id":"m1"}', '{"type":"error","id":"m1"}'],
    // The hub could not read so far; it can be no other's reply.
    [413, '{"type":"error","data":{}}', '{"type":"error","data":{},"id":"m1"}'],
  ])('emits the reply with status %i', (status, text, reply) => {
    marbles(({ expectObservable }) => {
      expectObservable(answered(status, text)).toBe('-----(r|)', { r: reply });
    })();
  });

  it(
    'leaves a refusal of a message without an id as it is, and emits nothing but emptiness for 204',
    marbles(({ expectObservable }) => {
      const refusal = '{"type":"error","data":{}}';

      expectObservable(answered(400, refusal, 'hello')).toBe('-----(r|)', { r: refusal });
      expectObservable(post(fakeFetch('-h|', { values: { h: { status: 204 } } }))).toBe('-(r|)', { r: '' });
    }),
  );

  it.each([
    [401, '{"type":"error","data":{"code":"UNAUTHORIZED"}}'],
    [502, 'Bad Gateway'],
    [502, '{"error":"bad gateway"}'],
  ])('is refused with status %i when that was no reply: %s', (status, text) => {
    marbles(({ expectObservable }) => {
      expectObservable(answered(status, text)).toBe('-----#', undefined, {
        kind: 'handshake',
        status,
        headers: {},
      });
    })();
  });

  it(
    'waits for the whole answer, but not for ever, and aborts',
    marbles(({ expectObservable }) => {
      const fake = fakeFetch('-o-t');

      expectObservable(post(fake, message, 5)).toBe('-----#', undefined, {
        kind: 'heartbeat-timeout',
        timeout: 5,
      });
      expectObservable(fake.calls$).toBe('p----(x)', { p: 'POST http://a/', x: 'abort' });
    }),
  );

  it(
    'takes no answer that is longer than it may be, and tells what the fetch rejects with',
    marbles(({ expectObservable }) => {
      expectObservable(post(fakeFetch('o-t-|'), message, 9, 0)).toBe('--#', undefined, {
        kind: 'protocol',
        code: 1009,
      });
      expectObservable(post(fakeFetch('--#'))).toBe('--#', undefined, new TypeError('network error'));
    }),
  );

  it(
    'aborts when nobody waits any more',
    marbles(({ expectObservable }) => {
      const fake = fakeFetch('-');

      expectObservable(post(fake), '^-!').toBe('---');
      expectObservable(fake.calls$).toBe('p-x', { p: 'POST http://a/', x: 'abort' });
    }),
  );
});
