import { EMPTY, asapScheduler, catchError, map, merge, share } from 'rxjs';
import type { Observable } from 'rxjs';
import { hub, memoryBroker } from 'rxwire/server';
import type { Hub, HubConfig, HubEvent, Identity } from 'rxwire/server';
import type { DrawnConnection, MarbleHelpers } from 'rxwire/testing';

/** A request as a client sends it. */
export const systemMessage = (id: string, data: object): string =>
  JSON.stringify({ type: 'systemMessage', id, data });
export const subscribe = (id: string, channel: string, rest: object = {}): string =>
  systemMessage(id, { action: 'subscribe', channel, ...rest });
export const unsubscribe = (id: string, channel: string): string =>
  systemMessage(id, { action: 'unsubscribe', channel });
export const chat = (id: string | undefined, channel: string, text: string): string =>
  JSON.stringify({ type: 'chat', ...(id !== undefined && { id }), channel, data: { text } });

/** What a hub sent, in short: its type or action, and what matters of it. */
export function inShort(text: string): string {
  const { type, id, data, offset, channel } = JSON.parse(text) as {
    readonly type: string;
    readonly id?: string;
    readonly offset?: number;
    readonly channel?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
  const reply = id === undefined ? '' : ` to ${id}`;
  if (offset !== undefined) return `${channel} ${offset} ${String(data?.['text'] ?? JSON.stringify(data))}`;
  if (type === 'error') return `${String(data?.['code'])}${reply}`;
  if (data === undefined || !('action' in data)) return `${type}${reply}`;
  switch (data['action']) {
    case 'welcome':
      return 'welcome';
    case 'subscribed':
      if (Array.isArray(data['channels']))
        return `subscribed${reply} ${data['channels'].map(standing).join(', ')}`;
      return `subscribed${reply} ${standing(data)}`;
    case 'ack':
      return `ack${reply} ${String(data['offset'])}${data['duplicate'] === true ? ' again' : ''}`;
    case 'unsubscribed':
      return `unsubscribed${reply} ${String(data['channel'])}${data['code'] === undefined ? '' : ` ${String(data['code'])}`}`;
    default:
      return `${String(data['action'])}${reply}`;
  }
}

function standing({ channel, offset, recovering, recovered, replay }: Record<string, unknown>): string {
  const recovery =
    recovering === true ? ` ${recovered === true ? 'recovered' : 'not recovered'} ${String(replay)}` : '';
  return `${String(channel)}@${String(offset)}${recovery}`;
}

export const talk = (sent$: Observable<string>): Observable<string> => sent$.pipe(map(inShort));

/** A hub's config in virtual time: everything is allowed, and the epoch is `i0000000`. */
export function openConfig(config: Partial<HubConfig<Identity>> = {}): HubConfig<Identity> {
  let connections = 0;
  return {
    broker: memoryBroker({ random: () => 0.5 }),
    authorize: () => true,
    atEndOfTurn: (work) => void asapScheduler.schedule(work),
    newId: () => `c${(connections += 1)}`,
    random: () => 0.5,
    ...config,
  };
}

export const epoch = 'i0000000';

/** A client's link, and what it was sent. */
export interface DrawnClient {
  readonly link$: DrawnConnection<string, string>;
  readonly sent$: Observable<string>;
}

/** A hub in virtual time, and clients to draw for it. */
export interface Stage {
  readonly served: Hub;
  /** A client that sends these requests; `o` is its opening. */
  client(diagram: string | readonly string[], values?: Readonly<Record<string, string>>): DrawnClient;
  /** Serves the clients until `!`, and gives what happens. */
  serve(until: string, ...clients: DrawnClient[]): Observable<HubEvent>;
  /** Expects what a client is sent, in short. */
  expectTalk(client: DrawnClient, diagram: string, values: Readonly<Record<string, string>>): void;
}

export function stage(helpers: MarbleHelpers, config: Partial<HubConfig<Identity>> = {}): Stage {
  const served = hub(openConfig(config));
  return {
    served,
    client: (diagram, values = {}) => {
      const link$ = helpers.connection<string, string>(diagram, { values });
      return { link$, sent$: link$.sent$ };
    },
    serve: (until, ...clients) => {
      const links = clients.map(({ link$ }) => link$.pipe(catchError(() => EMPTY)));
      const events$ = merge(...links).pipe(served.serve(), share());
      const subscription = events$.subscribe();
      helpers.scheduler.schedule(() => subscription.unsubscribe(), until.indexOf('!'));
      return events$;
    },
    expectTalk: (client, diagram, values) =>
      helpers.expectObservable(talk(client.sent$)).toBe(diagram, values),
  };
}
