import { answerWithJson } from '../../lib/server/answerWithJson.js';
import { FakeResponse } from '../support/FakeResponse.js';

const error = (code: string, retryAfter: number | null): string =>
  JSON.stringify({ type: 'error', data: { code, retryAfter } });

describe('answerWithJson', () => {
  it.each([
    [undefined, 204, {}],
    ['{"type":"pong"}', 200, { 'Content-Type': 'application/json' }],
    [error('FORBIDDEN', null), 403, { 'Content-Type': 'application/json' }],
    [error('LIMIT_RATE', 1_200), 429, { 'Retry-After': '2' }],
    [error('LIMIT_PAYLOAD', null), 413, { Connection: 'close' }],
  ])('answers with %s and status %d', (reply, status, headers) => {
    const response = new FakeResponse();

    answerWithJson(response as never, reply);

    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({ 'Cache-Control': 'no-store', ...headers });
    expect(response.writableEnded).toBe(true);
  });

  it('answers with another status where it is told one', () => {
    const response = new FakeResponse();

    answerWithJson(response as never, error('BAD_REQUEST', null), 405);

    expect(response.statusCode).toBe(405);
  });

  it('leaves a response alone that was answered, or whose client has left', () => {
    const [answered, left] = [new FakeResponse(), new FakeResponse()];
    answered.headersSent = true;
    left.closes();

    for (const response of [answered, left]) answerWithJson(response as never, undefined);

    expect([answered.writableEnded, left.writableEnded]).toEqual([false, false]);
  });
});
