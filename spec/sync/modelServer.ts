import { Observable, timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import { incomingFrames } from 'rxwire';
import type { Codec, Connection, Position, Publication, SyncMessage } from 'rxwire';
import { brokenLink } from 'rxwire/testing';

/** What a publication of the model carries: where it truly stands. */
export interface Truth extends Position {
  readonly id: string;
}

export type Fate = 'arrives' | 'is lost' | 'comes twice' | 'comes late';
export type Side = 'client' | 'server' | 'both';

interface ModelChannel {
  epoch: string;
  /** All of the epoch, from offset 1 on, whatever history still has. */
  readonly all: Truth[];
  /** The oldest that history has. */
  first: number;
}

interface Link {
  readonly deliver: (message: unknown) => void;
  readonly members: Map<string, object>;
  /** When the last message in each direction arrives. */
  arrivals: { up: number; down: number };
  readonly queues: Map<string, number>;
  open: boolean;
  fail(): void;
}

/** A server with history, and what can happen to it: all of it in virtual time. */
export interface SyncServer {
  readonly transport$: Observable<Connection<unknown, never>>;
  readonly codec: Codec<SyncMessage, unknown, never>;
  publish(channel: string, fate: Fate): void;
  /** Every link breaks, and one side may know first. */
  cut(side: Side): void;
  /** History keeps the latest `size`. */
  trim(channel: string, size: number): void;
  /** History is lost and begins anew; the members are told, or cut off. */
  restart(channel: string, tell: boolean): void;
  /** State as of so many publications before the top. */
  state(channel: string, behind: number): Truth;
  position(channel: string): Position;
  /** Publications of an epoch: what is there, and what history had let go by now. */
  truth(channel: string, epoch: string): { readonly top: number; readonly trimmed: number } | undefined;
  /** What a publication is, and where it truly stands: in each epoch that took it once. */
  truthsOf(publication: Pick<Publication, 'id' | 'data'>): readonly Truth[];
  /** Where subscriptions of a channel began. */
  readonly handovers: readonly (Position & { readonly channel: string })[];
  /** Live publications were lost or late on the way to a member. */
  readonly holes: number;
  /** The process ends and begins anew, with its history; absent where that is no event. */
  renew?(): void;
  /** What has gone wrong by chance goes wrong no more. */
  heal?(): void;
  /** What went wrong at the server, when all clients are gone. */
  faults?(): readonly string[];
}

/**
 * What the protocol says that a server does. `latency` gives the ms that the next message or request takes. Links keep their order; requests for different channels
 * may overtake each other.
 */
export function modelServer(latency: () => number, now: () => number): SyncServer {
  const channels = new Map<string, ModelChannel>();
  const past = new Map<string, { top: number; trimmed: number }>();
  const links = new Set<Link>();
  const handovers: (Position & { channel: string })[] = [];
  let epochs = 0;
  let ids = 0;
  let holes = 0;
  let loads = 0;
  const faults: string[] = [];

  const channelOf = (name: string): ModelChannel => {
    let channel = channels.get(name);
    if (channel === undefined) channels.set(name, (channel = { epoch: `e${++epochs}`, all: [], first: 1 }));
    return channel;
  };
  const at = (frame: number, link: Link, act: () => void): void => {
    timer(Math.max(0, frame - now())).subscribe(() => {
      if (link.open) act();
    });
  };
  const send = (link: Link, message: object): void => {
    link.arrivals.down = Math.max(link.arrivals.down, now() + latency());
    at(link.arrivals.down, link, () => link.deliver({ timestamp: 't', ...message }));
  };
  const sendPublication = (link: Link, channel: string, truth: Truth): void =>
    send(link, { type: 'publication', id: truth.id, channel, offset: truth.offset, data: truth });

  const subscribe = (
    link: Link,
    name: string,
    since: Position | undefined,
  ): [reply: object, start: () => void] => {
    const channel = channelOf(name);
    const top = channel.all.length;
    const member = {};
    const known = since?.epoch === channel.epoch && since.offset <= top;
    const recovered = known && since.offset + 1 >= channel.first;
    const replay = recovered ? channel.all.slice(since.offset) : [];
    // Only a hole, and state that is older than the subscription, is a reason to ask over the same link again.
    if (link.members.has(name) && holes + loads === 0)
      faults.push(`${name} is asked for again for no reason`);
    link.members.set(name, member);
    handovers.push({ channel: name, epoch: channel.epoch, offset: top - replay.length });
    const handover = { channel: name, epoch: channel.epoch, offset: top };
    const fate = since === undefined ? {} : { recovering: true, recovered, replay: replay.length };
    return [
      { ...handover, ...fate },
      () => {
        for (const truth of replay) sendPublication(link, name, truth);
      },
    ];
  };
  const serve = (link: Link, { id, data }: SyncMessage): void => {
    const { action, ...rest } = data as {
      action: string;
      channel: string;
      channels?: { channel: string; since?: Position }[];
      since?: Position;
    };
    const asked = rest.channels ?? [rest];
    // In order per channel, and no request before its channels are through with earlier ones.
    const ready = Math.max(now() + latency(), ...asked.map(({ channel }) => link.queues.get(channel) ?? 0));
    for (const { channel } of asked) link.queues.set(channel, ready);
    at(ready, link, () => {
      if (action === 'unsubscribe') {
        link.members.delete(rest.channel);
        send(link, { type: 'systemMessage', id, data: { action: 'unsubscribed', channel: rest.channel } });
        return;
      }
      const results = asked.map(({ channel, since }) => subscribe(link, channel, since));
      const told = results.map(([reply]) => reply);
      const body = rest.channels === undefined ? told[0] : { channels: told };
      send(link, { type: 'systemMessage', id, data: { action: 'subscribed', ...body } });
      for (const [, start] of results) start();
    });
  };

  return {
    codec: {
      decode: (right) => ({ _tag: 'Right', right: right as SyncMessage }),
      encode: (each) => each as never,
    },
    truthsOf: ({ data }) => [data as Truth],
    handovers,
    get holes() {
      return holes;
    },
    transport$: new Observable<Connection<unknown, SyncMessage>>((subscriber) => {
      const frames = incomingFrames<unknown>();
      const link: Link = {
        deliver: frames.next,
        members: new Map(),
        arrivals: { up: 0, down: 0 },
        queues: new Map(),
        open: false,
        fail: () => subscriber.error(brokenLink()),
      };
      const opening: Subscription = timer(latency() + 0.1).subscribe(() => {
        link.open = true;
        links.add(link);
        subscriber.next({
          incoming$: frames.incoming$,
          ended$: frames.ended$,
          buffered: () => 0,
          close: () => undefined,
          send: (message) => {
            link.arrivals.up = Math.max(link.arrivals.up, now() + latency());
            at(link.arrivals.up, link, () => serve(link, message));
          },
        });
        frames.release();
      });
      return () => {
        opening.unsubscribe();
        link.open = false;
        links.delete(link);
        frames.complete();
      };
    }) as Observable<Connection<unknown, never>>,
    publish: (name, fate) => {
      const channel = channelOf(name);
      const truth = { id: `p${++ids}`, epoch: channel.epoch, offset: channel.all.length + 1 };
      channel.all.push(truth);
      for (const link of links) {
        if (!link.members.has(name)) continue;
        if (fate === 'is lost' || fate === 'comes late') holes += 1;
        if (fate === 'comes late') {
          const member = link.members.get(name);
          // Behind whatever is published meanwhile.
          at(now() + 2, link, () => {
            if (link.members.get(name) === member) sendPublication(link, name, truth);
          });
        } else if (fate !== 'is lost') sendPublication(link, name, truth);
        if (fate === 'comes twice') sendPublication(link, name, truth);
      }
    },
    cut: () => {
      for (const link of [...links]) link.fail();
    },
    trim: (name, size) => {
      const channel = channelOf(name);
      channel.first = Math.max(channel.first, channel.all.length - size + 1);
    },
    restart: (name, tell) => {
      const before = channelOf(name);
      past.set(before.epoch, { top: before.all.length, trimmed: before.all.length });
      channels.delete(name);
      for (const link of [...links]) {
        if (!link.members.delete(name)) continue;
        const data = { action: 'unsubscribed', channel: name, code: 'INSUFFICIENT_STATE', resubscribe: true };
        if (tell) send(link, { type: 'systemMessage', data });
        else link.fail();
      }
    },
    state: (name, behind) => {
      loads += 1;
      const { epoch, all } = channelOf(name);
      return { id: 'state', epoch, offset: Math.max(0, all.length - behind) };
    },
    faults: () => faults,
    position: (name) => {
      const { epoch, all } = channelOf(name);
      return { epoch, offset: all.length };
    },
    truth: (name, epoch) => {
      const channel = channelOf(name);
      return channel.epoch === epoch
        ? { top: channel.all.length, trimmed: channel.first - 1 }
        : past.get(epoch);
    },
  };
}
