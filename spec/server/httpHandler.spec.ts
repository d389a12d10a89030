import { PassThrough } from 'node:stream';
import { hubCore } from '../../lib/server/hubCore.js';
import { httpHandler } from '../../lib/server/httpHandler.js';
import { released } from '../support/released.js';
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

  it('tells once of each request that was turned away, with its status and address', async () => {
    const told: unknown[] = [];
    const core = hubCore(openConfig({ authorize: ({ channel }) => channel === 'a' }));
    const handle = httpHandler(core, {
      addressOf: ({ request }) => String(request.headers['x-real-ip']),
      onRefused: (refusal) => told.push(refusal),
    });
    const headers = { 'x-real-ip': '2001:db8::7' };
    for (const more of [
      { headers: { ...headers, origin: 'https://evil.example' } },
      { method: 'DELETE' },
      { url: '/events?channel=b&channel=c' },
      { url: '/events?channel=a&channel=b' },
    ]) {
      handle({ ...get, headers, ...more } as never, new Response() as never).unsubscribe();
    }
    const request = Object.assign(new PassThrough(), { method: 'POST', headers });
    const response = new Response();
    const answered = new Promise((resolve) => response.once('finish', resolve));
    handle(request as never, response as never);
    request.end('x'.repeat(70_000));
    await answered;

    const address = '2001:db8:0:0::/64';
    expect(told).toEqual([
      {
        type: 'refused',
        code: 'FORBIDDEN',
        message: 'pages of this origin may not ask',
        status: 403,
        address,
      },
      {
        type: 'refused',
        code: 'BAD_REQUEST',
        message: 'only GET, HEAD, POST are served',
        status: 405,
        address,
      },
      { type: 'refused', code: 'FORBIDDEN', message: 'you may not subscribe here', status: 403, address },
      {
        type: 'refused',
        code: 'LIMIT_PAYLOAD',
        message: 'a message has at most 65536 bytes',
        status: 413,
        address,
      },
    ]);
  });

  it('lets one address, and one user, have so many event streams', () => {
    const core = hubCore(openConfig({ maxConnectionsPerUser: 3, authenticate: () => ({ user: 'ann' }) }));
    const handle = httpHandler(core, {
      maxConnectionsPerAddress: 2,
      addressOf: ({ request }) => String(request.headers['x-real-ip']),
    });
    const open = (address: string) => {
      const response = new Response();
      const request = { ...get, headers: { 'x-real-ip': address } };
      const subscription = handle(request as never, response as never);
      released(() => subscription.unsubscribe());
      return { response, subscription };
    };
    const all = ['one', 'one', 'one', 'two', 'two'].map(open);

    expect(all.map(({ response }) => response.statusCode)).toEqual([200, 200, 429, 200, 429]);
    expect(all[2]?.response.headers).toMatchObject({
      'Retry-After': '5',
      'Content-Type': 'application/json',
    });
    expect(core.counts.totals.refused).toEqual({ LIMIT_CONNECTIONS: 2 });
    all[0]?.subscription.unsubscribe();
    all[1]?.response.closes();
    expect(['one', 'two', 'two'].map(open).map(({ response }) => response.statusCode)).toEqual([
      200, 200, 429,
    ]);
  });
});
