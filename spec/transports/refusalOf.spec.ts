import { refusalOf } from '../../lib/transports/refusalOf.js';
import type { ResponseLike } from 'rxwire';
import { facts } from '../support/facts.js';

const response = (status: number, headers: Record<string, string> = {}): ResponseLike =>
  new Response(null, { status, headers });

describe('refusalOf', () => {
  it('has nothing against an event stream', () => {
    expect(refusalOf(response(200, { 'content-type': 'text/event-stream; charset=utf-8' }))).toBeUndefined();
  });

  it.each([204, 206, 404, 500])('refuses status %i, with the headers and what they ask for', (status) => {
    const headers = { 'retry-after': '3', 'content-type': 'text/event-stream' };

    const refusal = refusalOf(response(status, headers));

    expect(facts(refusal)).toEqual({ kind: 'handshake', status, headers, retryAfter: 3_000 });
  });

  it.each([
    [204, 'the server answered 204: it wants no more dials'],
    [503, 'the server refused with 503'],
  ])('puts %i into words', (status, words) => {
    expect(refusalOf(response(status))).toHaveProperty('message', words);
  });

  it.each(['text/html', 'text/event-streams', 'x/text/event-stream'])('refuses the type %p', (type) => {
    expect(facts(refusalOf(response(200, { 'content-type': type })))).toEqual({
      kind: 'protocol',
      code: 1003,
    });
  });
});
