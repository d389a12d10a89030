import { EMPTY, defer, map, merge, mergeMap, of } from 'rxjs';
import { fromHubEvents } from 'rxwire';
import type { FromHubEventsConfig } from 'rxwire';
import { fakeFetch } from 'rxwire/testing';
import type { FakeFetchConfig } from 'rxwire/testing';
import type { HubMessage } from '../../lib/transports/parseHubMessage.js';
import { failingWithFacts } from '../support/facts.js';

export const url = 'http://a/hub';

export const subscribe = (id: string, channel: string, offset?: number): string =>
  JSON.stringify({
    type: 'systemMessage',
    id,
    data: { action: 'subscribe', channel, ...(offset !== undefined && { since: { offset, epoch: 'E' } }) },
  });
export const unsubscribe = (id: string, channel: string): string =>
  JSON.stringify({ type: 'systemMessage', id, data: { action: 'unsubscribe', channel } });
export const chat = (id: string): string => JSON.stringify({ type: 'chat', id, channel: 'a' });

/** The beginning of a stream, with where each channel stands. */
export const begun = (channels: Readonly<Record<string, number>>, recovered = true): string => {
  const standings = Object.entries(channels).map(([channel, offset]) => ({
    channel,
    offset,
    epoch: 'E',
    recovered,
  }));
  const data = JSON.stringify({ type: 'systemMessage', data: { action: 'subscribed', channels: standings } });
  const at = Object.entries(channels).map(([channel, offset]) => `=${channel}:E:${offset.toString(36)}`);
  return `id: 1;${at.join(';')}\nevent: systemMessage\ndata: ${data}\n\n`;
};
/** A publication, and where all channels stand with it. */
export const published = (channel: string, offset: number, at: string): string =>
  `id: 1;${at}\nevent: chat\ndata: ${JSON.stringify({ type: 'chat', channel, offset })}\n\n`;

/** The head of an event stream; as a mark, `o`. */
export const head = { headers: { 'content-type': 'text/event-stream' } };

/** What comes in, in short: `r1 subscribed a9`, `chat a10`, `m1 ack`. */
export function short(text: string): string {
  const { type, id, data, ...rest } = JSON.parse(text) as HubMessage & { channel?: string; offset?: number };
  const { action, channel, offset, code } = (data ?? rest) as Readonly<Record<string, string | undefined>>;
  return [id, code ?? action ?? type, `${channel ?? ''}${offset ?? ''}`].filter(Boolean).join(' ');
}

/**
 * A connection to a hub that is drawn: `heard` is what comes in, in short, after `open`; `sends` says at which frame what is
 * sent. `requests` tells each request: its method, the channels and the last event ID, or what was posted.
 */
export function talk(
  diagrams: readonly string[],
  sends: Readonly<Record<number, readonly string[]>>,
  values: FakeFetchConfig['values'],
  at: (frame: number, act: () => void) => void,
  config: Partial<FromHubEventsConfig> = {},
) {
  const fake = fakeFetch(diagrams, { values: { o: head, ...values } });
  const heard$ = fromHubEvents({ url, fetch: fake.fetch, ...config }).pipe(
    mergeMap(({ incoming$, send }) => {
      const sending$ = defer(() => {
        for (const [frame, texts] of Object.entries(sends)) {
          if (frame === '0') texts.forEach(send);
          else at(Number(frame), () => texts.forEach(send));
        }
        return EMPTY;
      });
      return merge(of('open'), incoming$.pipe(map(short)), sending$);
    }),
    failingWithFacts(),
  );
  let asked = 0;
  const requests$ = fake.calls$.pipe(
    map((call) => {
      if (!call.includes(' ')) return call;
      const { method, headers, body, url: target } = fake.requests[asked++] as (typeof fake.requests)[number];
      if (method === 'POST') return `POST ${short(body as string)}`;
      const names = new URL(target).searchParams.getAll('channel').join();
      const offsets = (headers.get('last-event-id') ?? '')
        .split(';')
        .slice(1)
        .map((each) => each.split(':')[2]);
      return `GET ${names} from ${offsets.join()}`;
    }),
  );
  return { heard$, requests$, fake };
}
