import { Registry } from 'prom-client';
import { probeHandler } from 'rxwire/server';
import type { ProbeHandlerConfig } from 'rxwire/server';
import { httpServer } from '../support/httpServer.js';

async function probed(rooms: { readonly isReady: boolean }, config?: ProbeHandlerConfig) {
  const handle = probeHandler(rooms, config);
  const { url } = await httpServer(({ request, response }) => handle(request, response));
  return async (path: string, method = 'GET') => {
    const response = await fetch(`${url}${path}`, { method });
    return [response.status, await response.text(), response.headers.get('content-type')];
  };
}

const text = 'text/plain; charset=utf-8';

describe('probeHandler', () => {
  it('says that the process lives, and whether the hub takes clients in', async () => {
    const rooms = { isReady: true };
    const ask = await probed(rooms);

    expect(await ask('healthz')).toEqual([200, 'ok\n', text]);
    expect(await ask('readyz?verbose')).toEqual([200, 'ready\n', text]);
    rooms.isReady = false;
    expect(await ask('healthz')).toEqual([200, 'ok\n', text]);
    expect(await ask('readyz')).toEqual([503, 'not ready\n', text]);
    expect(await ask('readyz', 'HEAD')).toEqual([503, '', text]);
  });

  it('shows the page of the register', async () => {
    const register = new Registry();
    const ask = await probed({ isReady: true }, { register });

    expect(await ask('metrics')).toEqual([200, await register.metrics(), register.contentType]);
  });

  it('answers 500 when the page cannot be made, and tells nobody why', async () => {
    const metrics = (): Promise<string> => Promise.reject(new Error('secret'));
    const ask = await probed({ isReady: true }, { register: { contentType: text, metrics } });

    const [status, body] = await ask('metrics');

    expect(status).toBe(500);
    expect(body).not.toContain('secret');
  });

  it('has nothing else, and no metrics without a register', async () => {
    const ask = await probed({ isReady: true });

    expect((await ask('metrics'))[0]).toBe(404);
    expect((await ask(''))[0]).toBe(404);
    expect((await ask('healthz/'))[0]).toBe(404);
    expect((await ask('healthz', 'POST'))[0]).toBe(405);
  });
});
