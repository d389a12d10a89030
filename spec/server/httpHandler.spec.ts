import { PassThrough } from 'node:stream';
import { hubCore } from '../../lib/server/hubCore.js';
import { httpHandler } from '../../lib/server/httpHandler.js';
import { FakeResponse } from '../support/FakeResponse.js';
import { chat, openConfig } from './hubTalk.js';

const get = { method: 'GET', url: '/events?channel=a', headers: {} };
class Response extends FakeResponse {
  appendHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
}

describe('httpHandler', () => {
  it('streams to a GET, and cuts it off when it is unsubscribed from', () => {
    const core = hubCore(openConfig());
    const response = new Response();

    const subscription = httpHandler(core, {})(get as never, response as never);
    expect([response.statusCode, core.feeds.size]).toEqual([200, 1]);
    subscription.unsubscribe();

    expect([response.writableEnded || response.destroyed, core.feeds.size]).toEqual([true, 0]);
  });

  it('takes the message of a POST', async () => {
    const events: unknown[] = [];
    const response = new Response();
    const request = Object.assign(new PassThrough(), { method: 'POST', headers: {} });
    const answered = new Promise((resolve) => response.once('finish', resolve));

    const handle = httpHandler(hubCore(openConfig()), { onEvent: (event) => events.push(event) });
    handle(request as never, response as never);
    request.end(chat('m1', 'a', 'hi'));
    await answered;

    expect(response.statusCode).toBe(200);
    expect(events).toMatchObject([{ type: 'published', channel: 'a', offset: 1 }]);
  });

  it.each([
    [{ authenticate: () => null }, get, 401, 'UNAUTHORIZED'],
    [{}, { ...get, url: '/events' }, 400, 'BAD_REQUEST'],
    [{ authorize: () => false }, get, 403, 'FORBIDDEN'],
    [{}, { ...get, headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'FORBIDDEN'],
    [{}, { ...get, method: 'DELETE' }, 405, 'BAD_REQUEST'],
  ])('refuses with a status, tells it, and counts it', (config, request, status, code) => {
    const events: unknown[] = [];
    const response = new Response();

    const core = hubCore(openConfig(config));
    const handle = httpHandler(core, { onEvent: (event) => events.push(event) });
    handle(request as never, response as never);

    expect(response.statusCode).toBe(status);
    expect(events).toMatchObject([{ type: 'refused', code }]);
    expect(core.counts.totals.refused).toEqual({ [code]: 1 });
  });

  it('refuses origins that are none when it is made', () => {
    const core = hubCore(openConfig());

    expect(() => httpHandler(core, { origins: 'https://app.example' as never })).toThrow(TypeError);
    expect(() => httpHandler(core, { origins: ['https://app.example/'] })).toThrow(RangeError);
  });
});
