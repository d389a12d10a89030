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
