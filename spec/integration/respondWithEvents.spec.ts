import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import {
  NEVER,
  Subject,
  concat,
  concatMap,
  finalize,
  firstValueFrom,
  from,
  map,
  of,
  range,
  throwError,
  timer,
} from 'rxjs';
import { parseEventStream } from 'rxwire';
import { respondWithEvents } from 'rxwire/server';
import type { RespondWithEventsConfig } from 'rxwire/server';
import { eventStreamServer } from '../support/eventStreamServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

type Answer = Pick<RespondWithEventsConfig, 'events' | 'onError'>;
type Answering = (answer: Answer) => Promise<number>;

interface Reading {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Whether the response ended in order. */
  readonly isWhole: boolean;
}

/** The body of a response, as it comes. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  for await (const chunk of body ?? []) yield chunk as Uint8Array;
}

const ignore = { error: () => undefined };

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const servers: Readonly<Record<string, Answering>> = {
  'node:http': (answer) =>
    listening(
      createServer(
        (request, response) => void respondWithEvents({ request, response, ...answer }).subscribe(ignore),
      ),
    ),
  express: (answer) => {
    const app = express();
    const router = express.Router();
    router.get('/events', (request, response) => {
      respondWithEvents({ request, response, ...answer }).subscribe(ignore);
    });
    app.use('/mounted', router);
    return listening(createServer(app as RequestListener));
  },
  fastify: async (answer) => {
    const app = fastify();
    app.get('/mounted/events', (request, reply) => {
      reply.hijack();
      respondWithEvents({ request: request.raw, response: reply.raw, ...answer }).subscribe(ignore);
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    released(() => app.close());
    return (app.server.address() as AddressInfo).port;
  },
  'node:http2': (answer) =>
    listening(
      createHttp2Server(
        (request, response) => void respondWithEvents({ request, response, ...answer }).subscribe(ignore),
      ),
    ),
};

async function get(port: number, headers: Record<string, string>, query = ''): Promise<Reading> {
  const response = await fetch(`http://127.0.0.1:${port}/mounted/events${query}`, { headers });
  let text = '';
  let isWhole = true;
  try {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      text += decoder.decode(chunk as Uint8Array, { stream: true });
  } catch {
    isWhole = false;
  }
  return { status: response.status, headers: Object.fromEntries(response.headers), text, isWhole };
}

async function getHttp2(port: number, sent: Record<string, string>, query = ''): Promise<Reading> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({ ':path': `/mounted/events${query}`, ...sent });
    stream.on('error', () => undefined);
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    if (!stream.closed) await once(stream, 'close');
    return { status: Number(headers[':status']), headers, text, isWhole: stream.rstCode === 0 };
  } finally {
    session.close();
  }
}

describe.each(Object.entries(servers))('respondWithEvents, mounted in %s', (name, answering) => {
  const read = name === 'node:http2' ? getHttp2 : get;

  it('sends headers and events, reads where the client goes on from, and ends', async () => {
    const port = await answering({
      events: ({ lastEventId }) =>
        of({ data: `behind ${lastEventId}`, lastEventId: '\u00fc' }, { comment: 'c' }),
    });

    const byHeader = await read(port, { 'last-event-id': Buffer.from('ü-1').toString('latin1') });
    const byQuery = await read(port, {}, '?lastEventId=%C3%BC-2');

    expect(byHeader).toMatchObject({
      status: 200,
      isWhole: true,
      text: 'id: ü\ndata: behind ü-1\n\n: c\n\n',
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    });
    expect(byQuery.text).toBe('id: ü\ndata: behind ü-2\n\n: c\n\n');
  });

  it('says 204 where there is nothing to come, and 500 where it fails at once', async () => {
    const empty = await read(await answering({ events: () => [] }), {});
    const failing = await read(await answering({ events: () => throwError(() => new Error('x')) }), {});

    expect([empty.status, empty.text, failing.status, failing.text]).toEqual([204, '', 500, '']);
  });

  it('is cut off when the events fail, unless the client is told', async () => {
    const events = () =>
      concat(
        of({ data: 'a' }),
        throwError(() => new Error('x')),
      );
    const late = () =>
      concat(of({ data: 'a' }), timer(20).pipe(concatMap(() => throwError(() => new Error('x')))));

    const cut = await read(await answering({ events: late }), {});
    const cutAtOnce = await read(await answering({ events }), {});
    const told = await read(
      await answering({ events: late, onError: () => ({ type: 'failed', data: '' }) }),
      {},
    );

    expect([cut.text.trimEnd(), cut.isWhole]).toEqual(['data: a', false]);
    expect(cutAtOnce.isWhole).toBe(false);
    expect([told.text, told.isWhole]).toEqual(['data: a\n\nevent: failed\ndata: \n\n', true]);
  });
});

describe('respondWithEvents', () => {
  it('releases the events when its client leaves', async () => {
    const left$ = new Subject<string>();
    const left = recorded(left$);
    const { url, ends$ } = await eventStreamServer({
      events: () => concat(of({ data: 'a' }), NEVER).pipe(finalize(() => left$.next('left'))),
    });
    const leaving = new AbortController();

    const response = await fetch(url, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();

    expect(await left.first()).toBe('left');
    expect(await firstValueFrom(ends$)).toBe('completed');
  });

  it('releases the events when the socket below it breaks', async () => {
    const { url, ends$ } = await eventStreamServer({ events: () => concat(of({ data: 'a' }), NEVER) });
    const { port } = new URL(url);

    const socket = connectTcp(Number(port), '127.0.0.1');
    socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.resetAndDestroy();

    expect(await firstValueFrom(ends$)).toBe('completed');
  });

  it('holds no more than its bound for a client that does not read, and a client that reads gets all', async () => {
    const MiB = 2 ** 20;
    const size = 2 ** 16;
    const drops: unknown[] = [];
    const offered = 800;
    const blocks$ = range(0, offered).pipe(
      map((index) => ({ lastEventId: String(index), data: 'x'.repeat(size) })),
    );
    const { url, ends$ } = await eventStreamServer({
      events: ({ lastEventId }) =>
        blocks$.pipe(concatMap((block, index) => (index > Number(lastEventId || -1) ? of(block) : []))),
      maxBytes: MiB,
      onDrop: ({ reason }) => drops.push(reason),
    });

    // All of 50 MiB come at once: each answer brings at least what there is room for, and then the client resumes.
    const seen: string[] = [];
    let answers = 0;
    while (seen.length < offered && answers < offered) {
      answers += 1;
      const response = await fetch(url, { headers: { 'Last-Event-ID': seen.at(-1) ?? '' } });
      const events = recorded(from(chunksOf(response)).pipe(parseEventStream()));
      await events.end();
      expect(events.seen.length).toBeGreaterThan(MiB / size / 2);
      seen.push(...events.seen.map(({ lastEventId }) => lastEventId));
    }

    expect(seen).toEqual(Array.from({ length: offered }, (_, index) => String(index)));
    expect(drops).toEqual(Array.from({ length: answers - 1 }, () => 'overflow'));
    expect(await firstValueFrom(ends$)).toBe('completed');
  }, 20_000);

  it('gives up on a client that never reads on', async () => {
    const { url, ends$ } = await eventStreamServer({
      events: () => range(0, 800).pipe(map(() => ({ data: 'x'.repeat(2 ** 16) }))),
      closeTimeout: 100,
    });
    const socket = connectTcp(Number(new URL(url).port), '127.0.0.1').pause();
    released(() => socket.destroy());

    socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');

    expect(await firstValueFrom(ends$)).toBe('completed');
  });
});
