import fc from 'fast-check';
import { Subscription, delay, of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { ChannelEvent, DataSync, Position, RealtimeClient, SyncMessage } from 'rxwire';
import { companyOf } from './companyOf.js';
import type { HubServer } from './hubServer.js';
import { modelServer } from './modelServer.js';
import type { SyncServer, Truth } from './modelServer.js';
import { observerLaws } from './observerLaws.js';
import type { SyncScript, SyncStep } from './syncScript.js';
import { throughDoors } from './throughDoors.js';

type Library = Pick<
  typeof import('rxwire'),
  'channelMap' | 'channelPresence' | 'constant' | 'dataSync' | 'realtimeClient'
>;

/** The same numbers for the same seed, from 0 to below `limit`. */
export function numbers(seed: number): (limit: number) => number {
  let state = seed + 1;
  return (limit) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % limit;
  };
}

/**
 * Plays a script in virtual time; throws what is wrong with what any observer was told.
 *
 * Timers that can be called off, and what calls them off, are kept in frames of their own: the test scheduler of RxJS 7 fails ("Expected a due
 * immediate") when an immediate calls off a timer of the same frame.
 */
export function playSync(
  script: SyncScript,
  library: Library,
  serverOf: (random: (limit: number) => number, now: () => number) => SyncServer | HubServer = (
    random,
    now,
  ) => modelServer(() => random(5), now),
): { readonly takeovers: number; readonly reconnects: number } {
  const { constant, dataSync, realtimeClient } = library;
  const scheduler = new TestScheduler(() => undefined);
  const faults: string[] = [];
  const changes = { takeovers: 0, reconnects: 0 };
  const play = (): void => {
    const random = numbers(script.seed);
    const server = serverOf(random, () => scheduler.now());
    const doors = script.steps.some(({ step }) => step.do === 'block')
      ? throughDoors(server, random)
      : undefined;
    const ways = doors
      ? {
          transports: doors.transports as never,
          fallback: { probe: constant(7.37), proofTimeout: 6.31, drainTimeout: 5.43, minUptime: 9.71 },
        }
      : { transport: server.transport$ as never };
    const observers: {
      readonly channel: string;
      readonly subscription: Subscription;
      readonly end: () => string | undefined;
    }[] = [];
    let client: RealtimeClient<SyncMessage, unknown>;
    let sync: DataSync<SyncMessage, Record<never, never>>;
    let healed = false;
    let ids = 0;
    /** Publishes of the client's that no one reply has come to. */
    let unanswered = 0;
    let leaving = false;
    const dispose = (): void => {
      leaving = true;
      const { takeovers, reconnects } = client.metrics.snapshot();
      changes.takeovers += takeovers;
      changes.reconnects += reconnects;
      client.dispose();
      leaving = false;
    };
    let acknowledged: Position | undefined;
    const company =
      'keys' in server
        ? companyOf({ library, server, now: () => scheduler.now(), fault: (text) => faults.push(text) })
        : undefined;

    const begin = (resumeFrom: Readonly<Record<string, Position>>): void => {
      client = realtimeClient<SyncMessage, unknown, never>({
        ...ways,
        codec: server.codec as never,
        policy: constant(2.3),
        reconnect: { minUptime: 0 },
      });
      const { staleness } = script;
      sync = dataSync(client, {
        resumeFrom,
        linger: script.linger,
        retry: { initialDelay: 20 },
        random: () => 0.5,
        newId: () => `m${++ids}`,
        ...(staleness !== undefined && {
          getSnapshot: ({ key }: { readonly key: string }) => {
            const { offset, epoch, ...rest } = server.state(key, healed ? 0 : random(staleness + 1));
            return of({ offset, epoch, data: { offset, epoch, ...rest } }).pipe(delay(random(8) + 0.7));
          },
        }),
      });
      company?.begin(client, sync);
    };
    const observe = (channel: string, replay: boolean, hops: boolean): void => {
      const from = new Map(Object.entries(sync.positions())).get(channel);
      const replayed = replay && sync.snapshot(channel)._tag === 'Some';
      const laws = observerLaws(channel, server, { from, replayed });
      const subscription = new Subscription();
      let told = 0;
      const listen = (again: boolean): void => {
        const listening = new Subscription();
        subscription.add(listening);
        listening.add(
          sync.channel(channel, { replay: replay && !again }).subscribe({
            next: (event) => {
              const fault = laws.next(event as ChannelEvent<Truth>);
              if (fault !== undefined) faults.push(`${scheduler.now()} ms, ${channel}: ${fault}`);
              // It leaves and comes again in the hands of the stream, and must neither miss nor see twice.
              if (hops && ++told % 3 === 0 && !subscription.closed) {
                listening.unsubscribe();
                listen(true);
              }
            },
            error: (error: unknown) => faults.push(`${channel} ended: ${String(error)}`),
          }),
        );
      };
      observers.push({ channel, subscription, end: () => laws.end(server.position(channel)) });
      listen(false);
    };
    const steps: {
      readonly [D in SyncStep['do']]?: (step: Extract<SyncStep, { readonly do: D }>) => void;
    } = {
      ...company?.steps,
      observe: ({ channel, replay, hops }) => observe(channel, replay, hops),
      leave: ({ who }) => observers.splice(who % (observers.length || 1), 1)[0]?.subscription.unsubscribe(),
      publish: ({ channel, fate }) => server.publish(channel, fate),
      cut: ({ side }) => server.cut(side),
      renew: () => server.renew?.(),
      block: ({ door, fate, cut }) => {
        doors?.block(door, fate);
        if (cut) doors?.cut(door);
      },
      // Of one publisher and one channel, in the order of its acknowledgements.
      send: ({ channel }) => {
        unanswered += 1;
        sync.publish(channel, { of: 'the client' }).subscribe({
          next: (reply) => {
            unanswered -= 1;
            const { id, offset, epoch } = reply;
            const truths = server.truthsOf({ id, data: undefined });
            const truth = truths.find((each) => each.offset === offset && each.epoch === epoch);
            if (truth === undefined) {
              faults.push(
                `${channel}: acknowledged is ${JSON.stringify(reply)}, not ${JSON.stringify(truths)}`,
              );
              return;
            }
            // One that an engine had taken and forgot comes anew behind what followed it.
            if (channel !== 'a' || truths.length > 1) return;
            if (acknowledged?.epoch === epoch && !(Number(acknowledged?.offset) < Number(offset)))
              faults.push(`${channel}: acknowledged out of order: ${JSON.stringify(truth)}`);
            acknowledged = truth;
          },
          error: (error: { readonly code?: unknown }) => {
            // Whoever goes away takes what was not answered along.
            if (leaving) unanswered -= 1;
            else faults.push(`not published: ${String(error)}`);
          },
        });
      },
      trim: ({ channel, size }) => server.trim(channel, size),
      restart: ({ channel, tell }) => server.restart(channel, tell),
      reload: () => {
        const positions = JSON.parse(JSON.stringify(sync.positions())) as Readonly<Record<string, Position>>;
        const keys = observers.splice(0).map(({ channel, subscription }) => {
          subscription.unsubscribe();
          return channel;
        });
        dispose();
        begin(positions);
        for (const channel of keys) observe(channel, false, false);
      },
    };

    begin({});
    let time = 0;
    for (const { after, step } of script.steps) {
      const apart = ['cut', 'restart', 'reload', 'renew', 'block'].includes(step.do) ? 0.01 : 0;
      time += after + apart;
      scheduler.schedule(() => (steps[step.do] as (step: SyncStep) => void)(step), time);
      time += apart;
    }
    // Faults stop; one more publication shows what was lost without a successor.
    scheduler.schedule(() => {
      healed = true;
      server.heal?.();
      [0, 1].forEach((door) => doors?.block(door, 'pass'));
    }, time);
    scheduler.schedule(
      () => ['a', '__proto__'].forEach((channel) => server.publish(channel, 'arrives')),
      time + 200,
    );
    scheduler.schedule(() => {
      for (const { channel, end } of observers) {
        const fault = end();
        if (fault !== undefined) faults.push(`at the end, ${channel}: ${fault}`);
      }
      faults.push(...(company?.end() ?? []));
      if (unanswered !== 0) faults.push(`${unanswered} publishes without a reply, or with two`);
      dispose();
      company?.dispose();
      if (doors !== undefined && doors.held > 0) faults.push(`left behind: ${doors.held} dials`);
    }, time + 400);
    scheduler.schedule(() => faults.push(...(server.faults?.() ?? [])), time + 500);
  };
  try {
    scheduler.run(play);
  } catch (error) {
    // A script in which they met all the same says nothing.
    fc.pre(!String(error).includes('Expected a due immediate'));
    throw error;
  }
  if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
  return changes;
}
