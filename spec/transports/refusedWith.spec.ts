import type { ResponseLike } from 'rxwire';
import { headersOf, refusedWith } from '../../lib/transports/refusedWith.js';
import { facts } from '../support/facts.js';

const response = (status: number, headers: Record<string, string> = {}): ResponseLike =>
  new Response(null, { status, headers });

describe('refusedWith', () => {
  it.each([400, 413, 502])('says what status %i was answered, with its headers and its wish', (status) => {
    expect(facts(refusedWith(response(status, { 'retry-after': '2' })))).toEqual({
      kind: 'handshake',
      status,
      headers: { 'retry-after': '2' },
      retryAfter: 2_000,
    });
  });
});

describe('headersOf', () => {
  it('has them all, names in lower case', () => {
    expect(headersOf(response(200, { 'X-A': '1', b: '2' }))).toEqual({ 'x-a': '1', b: '2' });
  });
});
