import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSession } from 'better-sse';
import { from, take } from 'rxjs';
import { parseEventStream } from 'rxwire';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

describe('the server `better-sse`', () => {
  it('is understood: types, IDs, data, comments and the reconnection time', async () => {
    const server = createServer((request, response) => {
      void createSession(request, response, { keepAlive: 5, retry: 1_234 }).then((session) => {
        session.push({ text: 'a\nb' }, 'price', '1').push(null, 'message', '2');
        setTimeout(() => session.push('\u00fc \u{1f600}', 'price', '3'), 30);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    released(() => {
      server.closeAllConnections();
      server.close();
    });
    const told: unknown[] = [];

    const leaving = new AbortController();
    released(() => leaving.abort());
    const { port } = server.address() as AddressInfo;
    const { body } = await fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal });
    const events = recorded(
      from(body as unknown as AsyncIterable<Uint8Array>).pipe(
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
});
