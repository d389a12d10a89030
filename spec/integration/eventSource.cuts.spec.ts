import { firstValueFrom, from, mergeMap, take, toArray } from 'rxjs';
import { constant, fromEventSource as fromPlatform, reconnect, whileConnected } from 'rxwire';
import type { EventSourceConnection, ServerSentEvent } from 'rxwire';
import { fromEventSource } from 'rxwire/node';
import { fakeFetch } from 'rxwire/testing';
import type { FakeResponse } from 'rxwire/testing';
import type { Observable } from 'rxjs';
import { eventStream, httpServer } from '../support/httpServer.js';
import { marbles } from '../support/marbles.js';
import { numberedEvents, numberedEventsRead } from '../support/numberedEvents.js';

const count = 200;
const blocks = numberedEvents(count);
const whole = Buffer.from(blocks.join(''));
const expected = numberedEventsRead(count);
/** Longer than any event, so that each link gets further than the one before. */
const step = 40;
/** Each of them cuts the stream at every 40th byte; together, at every byte. */
const offsets = Array.from({ length: step }, (_, offset) => offset);

/** What a server sends that goes on after an ID, up to a byte of the whole. */
function sent(id: unknown, cut: number): Buffer {
  const start = Buffer.byteLength(blocks.slice(0, Number(id ?? 0)).join(''));
  return whole.subarray(start, Math.max(start, cut));
}

/** The events that came, through all the cuts. */
function readThrough(source$: Observable<EventSourceConnection>): Observable<readonly ServerSentEvent[]> {
  return source$.pipe(
    reconnect(constant(0)),
    whileConnected(({ incoming$ }) => incoming$),
    take(count),
    toArray(),
  );
}

/** `/17`, then `/57`, and so on: where the server is to cut. */
function cutting(url: string, offset: number): () => string {
  let cut = offset - step;
  return () => `${url}${(cut += step)}`;
}

describe('an event stream of 200 events that is cut at every byte, and resumed, is what the server sent', () => {
  it('over loopback', async () => {
    const { url, requests } = await httpServer(({ request, response }) => {
      const cut = Number(request.url?.slice(1));
      eventStream(response);
      const bytes = sent(request.headers['last-event-id'], cut);
      if (bytes.length === 0) response.destroy();
      else response.write(bytes, () => response.destroy());
    });

    const seen = await firstValueFrom(
      from(offsets).pipe(
        mergeMap((offset) => readThrough(fromEventSource({ url: cutting(url, offset) })), 8),
        toArray(),
      ),
    );

    expect(seen).toEqual(offsets.map(() => expected));
    expect(requests()).toBeGreaterThanOrEqual(whole.length);
  }, 120_000);

  it.each([
    ['broken', '#'],
    ['ended', '|'],
  ])('in virtual time, %s', (_, end) => {
    let cuts = 0;
    const seen: (readonly ServerSentEvent[])[] = [];
    for (const offset of offsets) {
      marbles(({ flush }) => {
        const values: Record<string, Uint8Array | FakeResponse> = {
          o: { headers: { 'content-type': 'text/event-stream' } },
        };
        const { fetch } = fakeFetch(`oa${end}`, { values });
        const source$ = fromPlatform({
          url: cutting('http://a/', offset),
          fetch: (url, init) => {
            cuts += 1;
            values['a'] = sent(init.headers['last-event-id'], Number(url.slice('http://a/'.length)));
            return fetch(url, init);
          },
        });

        readThrough(source$).subscribe((events) => seen.push(events));
        flush();
      })();
    }

    expect(seen).toEqual(offsets.map(() => expected));
    expect(cuts).toBeGreaterThanOrEqual(whole.length);
  });
});
