import { isDeepStrictEqual } from 'node:util';
import {
  EMPTY,
  Observable,
  Subject,
  Subscription,
  asapScheduler,
  concat,
  defer,
  delay,
  filter,
  merge,
  mergeMap,
  of,
  switchMap,
  tap,
} from 'rxjs';
import type { Position, SyncMessage } from 'rxwire';
import { messages } from 'rxwire/messages';
import { hub, memoryBroker } from 'rxwire/server';
import type { AttendanceEvent, Broker, BrokerEvent, BrokerPresence, Hub } from 'rxwire/server';
import { gathering } from './gathering.js';
import type { Gathering } from './gathering.js';
import { keysTruth } from './keysTruth.js';
import type { KeysTruth } from './keysTruth.js';
import { memoryWire } from './memoryWire.js';
import type { Fate, SyncServer, Truth } from './modelServer.js';

/** Publications that a recovery replays at most, and that the history keeps. */
const recoveryLimit = 8;

const fates: readonly Fate[] = ['is lost', 'comes twice', 'comes late'];
/** How long whoever broke off counts as present, and those of a hub that was killed, in ms. */
const [grace, ttl] = [12, 60];

/** A server that keeps maps and presence as well: `map` is a map, and on `a` it is known who is there. */
export interface HubServer extends SyncServer {
  /** Who is on `a`, as the hubs have seen them come and go. */
  readonly present: Gathering;
  readonly keys: KeysTruth;
  /** Publishes this as the server; perhaps it is lost on the way, or late, or comes twice. */
  publishTo(channel: string, data: unknown): void;
  /** Dials as somebody. */
  transportOf(user: string): SyncServer['transport$'];
}

/** The hub itself over a memory broker, with links in memory; every text that it sends is looked at. */
export function hubServer(random: (limit: number) => number, now: () => number): HubServer {
  /** By id; one that was not answered is published again, and an engine that forgot takes it as new. */
  const truths = new Map<string, Truth[]>();
  const past = new Map<string, { top: number; trimmed: number }>();
  const handovers: (Position & { channel: string })[] = [];
  const faults: string[] = [];
  const names = new Set(['a', '__proto__', 'map']);
  const present = gathering(now, grace);
  const keys = keysTruth(() => page('map').epoch);
  const attendance = memoryBroker().presence as BrokerPresence;
  let healed = false;
  const restarted$ = new Subject<string | undefined>();
  let fate: Fate = 'arrives';
  let served = new Subscription();
  let publications = 0;
  let hubs = 0;
  let isServing = true;
  let arriving = '';
  const users = new Map<number, string>();

  const newBroker = (): Broker =>
    memoryBroker({ historySize: recoveryLimit, random: () => random(1e9) / 1e9 });
  const page = (channel: string) => {
    let found: { epoch: string; top: number; first: number } | undefined;
    engineOf(channel)
      .history(channel, 0, 0)
      .subscribe((each) => (found = each));
    return found as unknown as { epoch: string; top: number; first: number };
  };
  const fatefully = (event: BrokerEvent): Observable<BrokerEvent> => {
    if (event.kind !== 'message' || fate === 'arrives') return of(event);
    if (fate === 'is lost') return EMPTY;
    return fate === 'comes twice' ? of(event, event) : of(event).pipe(delay(2));
  };
  const engines = new Map<string, Broker>();
  let engine = newBroker();
  const engineOf = (channel: string): Broker => engines.get(channel) ?? engine;
  /** Of the engine, whose subscriptions may lose, double and delay, and which may come back empty. */
  const broker: Broker = {
    publish: (channel, body, options) =>
      new Observable((subscriber) =>
        engineOf(channel)
          .publish(channel, body, options)
          .subscribe({
            next: (reply) => {
              const { id } = JSON.parse(body) as { id: string };
              const { offset, epoch } = reply;
              const known = truths.get(id)?.find((each) => each.epoch === epoch);
              if (reply.duplicate ? known?.offset !== offset : known !== undefined)
                faults.push(`${id} was taken twice, or is none of this: ${JSON.stringify(reply)}`);
              if (known === undefined) {
                truths.set(id, [...(truths.get(id) ?? []), { id, offset, epoch }]);
                if (channel === 'map') keys.add(body, { offset, epoch });
              }
              subscriber.next(reply);
            },
            complete: () => subscriber.complete(),
          }),
      ),
    history: (channel, since, limit) =>
      new Observable((subscriber) => engineOf(channel).history(channel, since, limit).subscribe(subscriber)),
    subscribe: (channel) =>
      new Observable((subscriber) => {
        let listening = new Subscription();
        const listen = (): void => {
          listening.unsubscribe();
          listening = engineOf(channel)
            .subscribe(channel)
            .pipe(mergeMap(fatefully))
            .subscribe((event) => subscriber.next(event));
        };
        listen();
        subscriber.add(
          restarted$.subscribe((which) => {
            if (which !== channel) return;
            subscriber.next({ kind: 'interrupted' });
            listen();
          }),
        );
        subscriber.add(() => listening.unsubscribe());
      }),
    latest: (channel, since, limit) =>
      new Observable((subscriber) =>
        (engineOf(channel).latest as NonNullable<Broker['latest']>)(channel, since, limit).subscribe(
          subscriber,
        ),
      ),
  };
  const perhaps = (event: AttendanceEvent): Observable<AttendanceEvent> => {
    const chance = healed || event.kind === 'live' ? 2 : random(6);
    return chance === 0 ? EMPTY : chance === 1 ? of(event, event) : of(event);
  };
  /** As one hub has it: of one that was killed nothing more comes. Changes may be lost and doubled. */
  const presenceFor = (isAlive: () => boolean): BrokerPresence => ({
    touch: (...touched) => (isAlive() ? attendance.touch(...touched) : EMPTY),
    leave: (...left) => (isAlive() ? attendance.leave(...left) : EMPTY),
    list: (channel) => attendance.list(channel),
    watch: (channel) =>
      merge(of(channel), restarted$.pipe(filter((which) => which === channel))).pipe(
        switchMap((_, again) =>
          concat(
            again > 0 ? of<AttendanceEvent>({ kind: 'interrupted' }) : EMPTY,
            attendance.watch(channel).pipe(mergeMap(perhaps)),
          ),
        ),
      ),
  });

  const begin = (): Hub => {
    served = new Subscription();
    const number = (hubs += 1);
    return hub({
      broker: { ...broker, presence: presenceFor(() => hubs === number && isServing) },
      authenticate: () => ({ user: arriving }),
      authorize: () => true,
      maps: { channels: ({ channel }) => channel === 'map' },
      presence: { channels: ({ channel }) => channel === 'a', grace, ttl, pace: 0 },
      recoveryLimit,
      positionCheck: 50,
      requestRate: 1e6,
      requestBurst: 1e6,
      atEndOfTurn: (work) => void asapScheduler.schedule(work),
      newId: () => `h${hubs}-${++publications}`,
      random: () => random(1_000) / 1_000,
    });
  };
  /** As a process is killed: the engine hears nothing of it. */
  const kill = (): void => {
    isServing = false;
    served.unsubscribe();
    isServing = true;
    front = begin();
  };
  let front = begin();

  /** By link and channel: where the latest publication that was sent stands. */
  const sentTo = new Map<string, Position>();
  /** By link and request: where each channel is asked for from. */
  const askedBy = new Map<string, readonly Asked[]>();
  const onRequest = (text: string, link: number): void => {
    const { id, data } = JSON.parse(text) as { id: string; data: Asked & { channels?: Asked[] } };
    askedBy.set(`${link} ${id}`, data.channels ?? [data]);
  };
  const onReply = (text: string, link: number): void => {
    const message = JSON.parse(text) as SyncMessage;
    const { type, channel = '', offset = 0, id } = message;
    if (type !== 'systemMessage') {
      const at = sentTo.get(`${link} ${channel}`);
      if (channel === '') return;
      if (at === undefined) faults.push(`link ${link} is sent ${text} without having subscribed`);
      else if (
        offset !== at.offset + 1 ||
        !truths.get(id ?? '')?.some((each) => each.offset === offset && each.epoch === at.epoch)
      )
        faults.push(
          `link ${link} is sent ${text} behind ${JSON.stringify(at)}; truly it is ${JSON.stringify(truths.get(id ?? ''))}`,
        );
      else sentTo.set(`${link} ${channel}`, { ...at, offset });
      return;
    }
    const data = message.data as { action: string; channel: string; channels?: Told[] };
    if (data.action === 'unsubscribed') sentTo.delete(`${link} ${data.channel}`);
    if (data.action !== 'subscribed') return;
    for (const told of data.channels ?? [data as never as Told]) {
      const position = { epoch: told.epoch, offset: told.offset - told.replay };
      const { since } = askedBy.get(`${link} ${id}`)?.find((each) => each.channel === told.channel) ?? {};
      if (told.recovered && !isDeepStrictEqual(since, position))
        faults.push(`link ${link} is told that all since ${JSON.stringify(since)} is recovered: ${text}`);
      sentTo.set(`${link} ${told.channel}`, position);
      handovers.push({ channel: told.channel, ...position });
    }
  };
  const wire = memoryWire({
    latency: () => random(5),
    now,
    sent: onReply,
    accept: (connection, link) => {
      const incoming$ = connection.incoming$.pipe(tap((text) => onRequest(text as string, link)));
      arriving = users.get(link) ?? '';
      const attending = present.attend(arriving);
      const accepted = front.accept({ ...connection, incoming$ }).subscribe({
        next: attending.happens,
        error: (error: unknown) => faults.push(`a connection failed: ${String(error)}`),
      });
      accepted.add(attending.over);
      served.add(accepted);
      return accepted;
    },
  });
  const forget = (channel: string): void => {
    const { epoch, top } = page(channel);
    past.set(`${epoch} ${channel}`, { top, trimmed: top });
  };

  const transportOf = (user: string) =>
    defer(() => {
      users.set(wire.dials, user);
      return wire.transport$;
    });

  return {
    transport$: transportOf('ann') as never,
    transportOf: transportOf as never,
    present,
    keys,
    heal: () => (healed = true),
    publishTo: (channel, data) => {
      if (!healed && random(2) > 0) fate = fates[random(fates.length)] as Fate;
      front.publish(channel, data).subscribe();
      fate = 'arrives';
    },
    codec: messages as never,
    handovers,
    holes: 0,
    truthsOf: ({ id }) => truths.get(id ?? '') ?? [],
    publish: (channel, next) => {
      fate = next;
      front.publish(channel, { n: publications }).subscribe();
      fate = 'arrives';
    },
    cut: wire.cut,
    trim: (channel, size) => {
      const id = `t${++publications}`;
      const history = { size, ttl: 1e6 };
      const data = channel === 'map' ? { op: 'remove', key: 'none' } : { n: publications };
      front.publish(channel, data, { id, history }).subscribe();
    },
    restart: (channel, tell) => {
      if (tell) {
        forget(channel);
        engines.set(channel, newBroker());
        restarted$.next(channel);
        return;
      }
      names.forEach(forget);
      engines.clear();
      engine = newBroker();
      wire.cut('both');
      kill();
    },
    renew: kill,
    state: (channel, behind) => {
      const { epoch, top } = page(channel);
      return { id: 'state', epoch, offset: Math.max(0, top - behind) };
    },
    position: (channel) => {
      const { epoch, top } = page(channel);
      return { epoch, offset: top };
    },
    truth: (channel, epoch) => {
      const { epoch: present, top, first } = page(channel);
      return present === epoch
        ? { top, trimmed: Math.max(first - 1, top - recoveryLimit) }
        : past.get(`${epoch} ${channel}`);
    },
    faults: () => {
      if (front.channels > 0 || wire.open > 0)
        faults.push(`left behind: ${front.channels} channels, ${wire.open} links`);
      attendance.list('a').subscribe(({ items }) => {
        if (items.length > 0) faults.push(`still present: ${JSON.stringify(items)}`);
      });
      return faults;
    },
  };
}

interface Asked {
  readonly channel: string;
  readonly since?: Position;
}

interface Told extends Position {
  readonly channel: string;
  readonly recovered: boolean;
  readonly replay: number;
}
