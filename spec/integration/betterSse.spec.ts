import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSession } from 'better-sse';
import type { SessionOptions } from 'better-sse';
import { from, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { parseEventStream } from 'rxwire';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

/** What it sends to one client, in chunks. */
async function served(
  options: SessionOptions,
  serve: (session: Awaited<ReturnType<typeof createSession>>) => void,
): Promise<Observable<Uint8Array>> {
  const server = createServer((request, response) => {
    void createSession(request, response, options).then(serve);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(() => {
    server.closeAllConnections();
    server.close();
  });
  const leaving = new AbortController();
  released(() => leaving.abort());
  const { port } = server.address() as AddressInfo;
  const { body } = await fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal });
  return from(body as unknown as AsyncIterable<Uint8Array>);
}

describe('the server `better-sse`', () => {
  it('is understood: types, IDs, data, comments and the reconnection time', async () => {
    const told: unknown[] = [];
    const chunks$ = await served({ keepAlive: 5, retry: 1_234 }, (session) => {
      session.push({ text: 'a\nb' }, 'price', '1').push(null, 'message', '2');
      setTimeout(() => session.push('\u00fc \u{1f600}', 'price', '3'), 30);
    });

    const events = recorded(
      chunks$.pipe(
        parseEventStream({
          onRetry: ({ retry }) => told.push(['retry', retry]),
          onComment: () => told.push('comment'),
        }),
        take(3),
      ),
    );
    await events.end();

    expect(events.seen).toEqual([
      { type: 'price', data: '{"text":"a\\nb"}', lastEventId: '1' },
      { type: 'message', data: 'null', lastEventId: '2' },
      { type: 'price', data: '"\u00fc \u{1f600}"', lastEventId: '3' },
    ]);
    expect(told).toContainEqual(['retry', 1_234]);
    expect(told).toContain('comment');
  });

  it('is understood where it sends text of more than one line, which it has to be taught', async () => {
    const text = ['one\ntwo\n\nfour', '\nbehind a line end', 'before one\n', ' a space: and a colon', ''];
    const inLines = (data: unknown): string => ` ${String(data).replaceAll('\n', '\ndata: ')}`;
    const chunks$ = await served({ serializer: inLines }, (session) => {
      for (const data of text) session.push(data, 'text', 'id');
    });

    const events = recorded(chunks$.pipe(parseEventStream(), take(text.length)));
    await events.end();

    expect(events.seen).toEqual(text.map((data) => ({ type: 'text', data, lastEventId: 'id' })));
  });

  it('is read as the standard says where it is not: other lines than the first are fields that it does not know', async () => {
    const chunks$ = await served({ serializer: String }, (session) => {
      session.push('one\ntwo\nevent: stolen', 'text', '1').push('three', 'text', '2');
    });

    const events = recorded(chunks$.pipe(parseEventStream(), take(2)));
    await events.end();

    expect(events.seen).toEqual([
      { type: 'stolen', data: 'one', lastEventId: '1' },
      { type: 'text', data: 'three', lastEventId: '2' },
    ]);
  });
});
