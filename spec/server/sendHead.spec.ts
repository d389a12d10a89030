import { sendHead } from '../../lib/server/sendHead.js';
import { FakeResponse } from '../support/FakeResponse.js';

describe('sendHead', () => {
  it('sends the headers of an event stream at once', () => {
    const response = new FakeResponse();

    sendHead(response);

    expect([response.statusCode, response.headersSent]).toEqual([200, true]);
    expect(response.headers).toEqual({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
  });

  it.each([
    ['no-transform', 'no-store, no-transform'],
    ['max-age=60, No-Transform', 'no-store, no-transform'],
    ['max-age=60', 'no-store'],
  ])(
    'keeps no-transform, for proxies that compress, and nothing that lets a stream be stored: %s',
    (set, sent) => {
      const response = new FakeResponse();
      response.setHeader('Cache-Control', set);

      sendHead(response);

      expect(response.headers['Cache-Control']).toBe(sent);
    },
  );

  it('sets no type where there is no body', () => {
    const response = new FakeResponse();

    sendHead(response, 204);

    expect([response.statusCode, response.headersSent]).toEqual([204, false]);
    expect(response.headers).toEqual({ 'Cache-Control': 'no-store' });
  });

  it('leaves headers alone that have been sent', () => {
    const response = new FakeResponse();
    response.statusCode = 200;
    response.flushHeaders();

    sendHead(response, 500);

    expect([response.statusCode, response.headers]).toEqual([200, {}]);
  });
});
