import {
  NEVER,
  Observable,
  Subject,
  finalize,
  firstValueFrom,
  interval,
  lastValueFrom,
  of,
  retry,
  take,
  toArray,
} from 'rxjs';
import { askHub, constant, fromHubEvents, fromWebSocket, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { Refusal, requestHandler } from 'rxwire/server';
import type { RequestHandlerConfig } from 'rxwire/server';
import { hubServer } from '../support/hubServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

const handler = (config: Partial<RequestHandlerConfig<unknown>>) =>
  requestHandler<unknown>({
    decode: (right) => ({ _tag: 'Right', right }),
    authorize: () => true,
    handle: ({ data }) => of(data),
    ...config,
  });

async function stage() {
  const left$ = new Subject<string>();
  let asked = 0;
  const endless = (name: string) => () =>
    new Observable((subscriber) => {
      asked += 1;
      subscriber.add(interval(1).subscribe(subscriber));
      subscriber.add(() => left$.next(name));
    });
  const server = await hubServer({
    requests: {
      echo: handler({}),
      three: handler({ stream: true, handle: () => of(1, 2, 3) }),
      none: handler({ handle: () => of() }),
      refused: handler({
        handle: () => {
          throw new Refusal('LIMIT_RATE', 'slowly', 70);
        },
      }),
      broken: handler({ handle: () => Promise.reject(new Error('secret')) }),
      endless: handler({ stream: true, handle: endless('endless') }),
      slow: handler({
        handle: () => {
          left$.next('slow begins');
          return NEVER.pipe(finalize(() => left$.next('slow')));
        },
      }),
    },
  });
  const over = (transport$: ReturnType<typeof fromHubEvents>) => {
    const client = realtimeClient({
      transport: transport$,
      codec: messages,
      policy: constant(1),
      reconnect: { minUptime: 0 },
    });
    released(() => client.dispose());
    client.connect();
    return client;
  };
  return {
    server,
    left: recorded(left$),
    asked: () => asked,
    webSocket: () => over(fromWebSocket({ url: server.url }) as never),
    http: () => over(fromHubEvents({ url: `http://127.0.0.1:${server.port}/events` })),
  };
}

describe.each(['webSocket', 'http'] as const)('askHub over %s', (door) => {
  it('gets one value, or none', async () => {
    const { [door]: over } = await stage();
    const client = over();

    expect(await lastValueFrom(askHub(client, { type: 'echo', data: { n: 7 } }).pipe(toArray()))).toEqual([
      { n: 7 },
    ]);
    expect(await lastValueFrom(askHub(client, { type: 'none' }).pipe(toArray()))).toEqual([]);
  });

  it('fails with what the hub says, and no more', async () => {
    const { [door]: over } = await stage();
    const client = over();
    const failure = (type: string) => lastValueFrom(askHub(client, { type }).pipe(toArray()));

    await expect(failure('refused')).rejects.toMatchObject({
      name: 'RefusedError',
      code: 'LIMIT_RATE',
      retryable: true,
      retryAfter: 70,
    });
    await expect(failure('broken')).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'INTERNAL: something went wrong',
    });
    await expect(failure('unknown')).rejects.toMatchObject({ code: 'BAD_REQUEST', retryable: false });
  });

  it('refuses a value that is not what was expected', async () => {
    const { [door]: over } = await stage();
    const decode = () => ({ _tag: 'Left', left: 'no number' }) as const;

    await expect(lastValueFrom(askHub(over(), { type: 'echo', data: 'x', decode }))).rejects.toMatchObject({
      name: 'TypeError',
      cause: 'no number',
    });
  });
});

describe('askHub', () => {
  it('gets a stream over a WebSocket, whole', async () => {
    const { webSocket } = await stage();

    expect(await lastValueFrom(askHub(webSocket(), { type: 'three' }).pipe(toArray()))).toEqual([1, 2, 3]);
  });

  it('is told that there are no streams over HTTP', async () => {
    const { http } = await stage();

    await expect(lastValueFrom(askHub(http(), { type: 'three' }))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'BAD_REQUEST: three is answered by a stream: ask over a WebSocket',
    });
  });

  it('has the handler unsubscribed from when it is left', async () => {
    const { webSocket, left } = await stage();

    await firstValueFrom(askHub(webSocket(), { type: 'endless' }).pipe(take(1)));

    expect(await left.first()).toBe('endless');
  });

  it('has the handler unsubscribed from when it is out of time', async () => {
    const { webSocket, left } = await stage();

    await expect(lastValueFrom(askHub(webSocket(), { type: 'slow', timeout: 50 }))).rejects.toMatchObject({
      reason: 'timeout',
    });
    expect(await left.first((what) => what === 'slow')).toBe('slow');
  });

  it('has an answer over HTTP given up when the client is gone', async () => {
    const { http, left } = await stage();
    const client = http();
    const asking = askHub(client, { type: 'slow' }).subscribe({ error: () => undefined });
    released(() => asking.unsubscribe());
    await left.first((what) => what === 'slow begins');
    client.dispose();

    expect(await left.first((what) => what === 'slow')).toBe('slow');
  });

  it('fails when the link ends, whose end ends the handler, and asks again where it is told to', async () => {
    const { webSocket, left, asked } = await stage();
    const client = webSocket();
    const once = recorded(askHub(client, { type: 'endless' }));
    const again = recorded(askHub(client, { type: 'endless' }).pipe(retry(1)));
    await once.first();
    await again.first();
    client.state$
      .pipe(take(1))
      .subscribe((state) => state.status === 'connected' && state.connection.close());

    expect(await once.end()).toMatchObject({ reason: 'interrupted' });
    const before = again.seen.length;
    await again.first((_, index) => index > before + 3);
    expect(asked()).toBe(3);
    await left.first((_, index) => index === 1);
  });
});
