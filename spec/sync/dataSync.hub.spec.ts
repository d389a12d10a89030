import { Subject, delay, map, of } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { constant, dataSync, realtimeClient } from 'rxwire';
import type { ChannelEvent, DataSync, DataSyncConfig, Positions, PublishReply, RealtimeClient } from 'rxwire';
import { messages } from 'rxwire/messages';
import type { Message } from 'rxwire/messages';
import { hub, memoryBroker } from 'rxwire/server';
import type { Hub, HubConfig } from 'rxwire/server';
import { epoch, openConfig } from '../server/hubTalk.js';
import { memoryWire } from './memoryWire.js';
import type { MemoryWire } from './memoryWire.js';

type Sync = DataSync<Message, Record<never, never>>;

interface Stage {
  readonly sync: Sync;
  /** Channels of a client of its own, as of the page after a reload. */
  readonly again: (config: DataSyncConfig<Record<never, never>>) => Sync;
  readonly wire: MemoryWire;
  readonly at: (time: number, act: () => void) => void;
  readonly hub: () => Hub;
  /** Publishes as the server. */
  readonly publish: (channel: string, ...values: readonly unknown[]) => void;
  /** Another hub takes its place, on another broker unless one is given; all links are closed. */
  readonly restart: (config?: Partial<HubConfig>) => void;
  /** Notes what a stream tells, and when. */
  readonly note: (name: string, events$: Observable<string>) => Subscription;
  readonly notes: string[];
}

/** A client with channels, and a hub, 1 ms apart, in virtual time; gives the notes. */
function play(
  script: (stage: Stage) => void,
  {
    hub: hubConfig = {},
    sync: syncConfig = {},
  }: {
    readonly hub?: Partial<HubConfig>;
    readonly sync?: DataSyncConfig<Record<never, never>>;
  } = {},
): string[] {
  const scheduler = new TestScheduler(() => undefined);
  const notes: string[] = [];
  scheduler.run(() => {
    const begin = (config: Partial<HubConfig> = {}): Hub =>
      hub(
        openConfig({
          broker: memoryBroker({ random: () => 0.5, historySize: 3 }),
          recoveryLimit: 3,
          ...hubConfig,
          ...config,
        }),
      );
    let served = begin();
    const kill$ = new Subject<void>();
    const wire = memoryWire({
      latency: () => 1,
      now: () => scheduler.now(),
      accept: (connection) => {
        const subscription = served.accept(connection).subscribe();
        subscription.add(kill$.subscribe(() => subscription.unsubscribe()));
        return subscription;
      },
    });
    let ids = 0;
    const clients: RealtimeClient<Message, Message, unknown>[] = [];
    const again = (config: DataSyncConfig<Record<never, never>>): Sync => {
      const client = realtimeClient<Message, Message, unknown>({
        transport: wire.transport$,
        codec: messages as never,
        policy: constant(5),
        reconnect: { minUptime: 0 },
      });
      clients.push(client);
      return dataSync(client, { random: () => 0, newId: () => `m${++ids}`, ...syncConfig, ...config });
    };
    script({
      sync: again({}),
      again,
      wire,
      at: (time, act) => void scheduler.schedule(act, time),
      hub: () => served,
      publish: (channel, ...values) =>
        values.forEach((value) => served.publish(channel, { value }).subscribe()),
      restart: (config) => {
        kill$.next();
        served = begin(config);
      },
      note: (name, events$) =>
        events$.subscribe({
          next: (words) => notes.push(`${scheduler.now()} ${name} ${words}`),
          error: (error: Error) => notes.push(`${scheduler.now()} ${name} # ${error.message}`),
        }),
      notes,
    });
    scheduler.schedule(() => clients.forEach((client) => client.dispose()), 500);
    scheduler.schedule(() => notes.push(`${served.channels} channels, ${wire.open} links`), 600);
  });
  return notes;
}

const nothingLeft = '0 channels, 0 links';
/** Events in short. */
const short = (events$: Observable<ChannelEvent>): Observable<string> =>
  events$.pipe(
    map((event) => {
      if (event.kind === 'gap')
        return `gap ${event.reason} ${String(event.since?.offset)}-${String(event.position?.offset)} missed ${String(event.missed)}`;
      const { value } = event.data as { readonly value: unknown };
      if (event.kind === 'snapshot') return `snapshot ${String(value)} as of ${event.position.offset}`;
      return `${event.recovered ? 'recovered ' : ''}${String(event.offset)} ${String(value)}`;
    }),
  );
const ack = map(({ id, offset }: PublishReply) => `${id} ${String(offset)}`);
/** Requests in short: the action, and the channels with the offset that they go on from. */
const action = (text: string): string => {
  const { type, data, channel } = JSON.parse(text) as {
    readonly type: string;
    readonly channel?: string;
    readonly data: Wish & { readonly action?: string; readonly channels?: readonly Wish[] };
  };
  const channels = data.channels ?? (data.channel === undefined ? [] : [data]);
  const asked = channels.map((each) => `${each.channel}${each.since ? `@${each.since.offset}` : ''}`);
  return [data.action ?? type, ...(channel === undefined ? [] : [channel]), ...asked].join(' ');
};
interface Wish {
  readonly channel: string;
  readonly since?: { readonly offset: number };
}

describe('dataSync and hub', () => {
  it('subscribe, publish, acknowledge, unsubscribe', () => {
    const notes = play(({ sync, at, publish, note, wire }) => {
      note('asked', wire.asked$.pipe(map(action)));
      at(1, () => {
        const seen = note('sees', sync.channel('room').pipe(short));
        at(29, () => seen.unsubscribe());
      });
      at(10, () => publish('room', 'x', 'y'));
      at(20, () => note('ack', sync.publish('room', { value: 'z' }, { type: 'telemetry' }).pipe(ack)));
    });

    expect(notes).toEqual([
      '2.1 asked subscribe room',
      '11 sees 1 x',
      '11 sees 2 y',
      '20 asked telemetry room',
      '22 ack m1 3',
      '22 sees 3 z',
      '30 asked unsubscribe room',
      nothingLeft,
    ]);
  });

  it('unsubscribe from one channel and go on with another', () => {
    const notes = play(({ sync, at, publish, note, notes, wire, hub: served }) => {
      note('asked', wire.asked$.pipe(map(action)));
      at(1, () => {
        note('a', sync.channel('a').pipe(short));
        const seen = note('b', sync.channel('b').pipe(short));
        at(9, () => seen.unsubscribe());
      });
      at(10.5, () => publish('b', 'still'));
      at(20, () => publish('b', 'unseen'));
      at(20, () => publish('a', 'seen'));
      at(30, () => notes.push(`30 channels ${served().channels}`));
    });

    expect(notes).toEqual([
      '2.1 asked subscribe a b',
      '10 asked unsubscribe b',
      '21 a 1 seen',
      '30 channels 1',
      nothingLeft,
    ]);
  });

  it.each(['client', 'server', 'both'] as const)(
    'recover what was published while the link was cut on the side of: %s',
    (side) => {
      const notes = play(({ sync, at, publish, note, wire }) => {
        at(0, () => note('a', sync.channel('a').pipe(short)));
        at(10, () => publish('a', 1));
        at(20, () => publish('a', 2));
        at(20.5, () => wire.cut(side));
        at(22, () => publish('a', 3));
        at(40, () => publish('a', 4));
      });

      // 2 is under way when the link is cut; only a server's end lets it through.
      const second = side === 'server' ? '21 a 2 2' : expect.stringMatching(/a recovered 2 2$/);
      expect(notes).toEqual([
        '11 a 1 1',
        second,
        expect.stringMatching(/a recovered 3 3$/),
        '41 a 4 4',
        nothingLeft,
      ]);
    },
  );

  it('say what is missing when the history was trimmed meanwhile', () => {
    const notes = play(({ sync, at, publish, note, wire }) => {
      at(0, () => note('a', sync.channel('a').pipe(short)));
      at(10, () => publish('a', 1));
      at(20, () => wire.cut('both'));
      // Three are kept.
      at(21, () => publish('a', 2, 3, 4, 5, 6));
      at(40, () => publish('a', 7));
    });

    expect(notes).toEqual(['11 a 1 1', '28.1 a gap unrecovered 1-6 missed 5', '41 a 7 7', nothingLeft]);
  });

  it('say so when the hub has lost its memory, and nothing when it has not', () => {
    const broker = memoryBroker({ random: () => 0.9 });
    const notes = play(
      ({ sync, at, publish, note, restart }) => {
        at(0, () => note('a', sync.channel('a').pipe(short)));
        at(10, () => publish('a', 1));
        at(20, () => restart());
        at(20.5, () => publish('a', 2));
        at(40, () => publish('a', 3));
        at(50, () => restart({ broker: memoryBroker() }));
        at(50.5, () => publish('a', 4));
        at(70, () => publish('a', 5));
      },
      { hub: { broker } },
    );

    expect(notes).toEqual([
      '11 a 1 1',
      expect.stringMatching(/a recovered 2 2$/),
      '41 a 3 3',
      expect.stringMatching(/a gap epoch 3-1 missed undefined$/),
      '71 a 2 5',
      nothingLeft,
    ]);
  });

  it('resubscribe to all channels in one message, each from its position', () => {
    const keys = ['a', '__proto__', 'toString', 'chat_general'];
    const notes = play(({ sync, at, publish, note, wire }) => {
      at(0, () => keys.forEach((key) => note(key, sync.channel(key).pipe(short))));
      at(10, () => publish('a', 1));
      at(20, () => {
        note('asked', wire.asked$.pipe(map(action)));
        wire.cut('both');
        keys.forEach((key) => publish(key, key));
      });
    });

    expect(notes.slice(0, -1).map((words) => words.slice(words.indexOf(' ') + 1))).toEqual([
      'a 1 1',
      'asked subscribe a@1 __proto__@0 toString@0 chat_general@0',
      'a recovered 2 a',
      '__proto__ recovered 1 __proto__',
      'toString recovered 1 toString',
      'chat_general recovered 1 chat_general',
    ]);
  });

  it('end the one channel that is refused, and go on with the others', () => {
    const notes = play(
      ({ sync, at, publish, note }) => {
        at(0, () => ['a', 'secret', 'b'].forEach((key) => note(key, sync.channel(key).pipe(short))));
        at(10, () => publish('a', 1));
        at(10, () => publish('secret', 1));
        at(10, () => publish('b', 1));
      },
      { hub: { authorize: ({ channel }) => channel !== 'secret' } },
    );

    expect(notes).toEqual([
      '3.1 secret # channel secret: FORBIDDEN: you may not subscribe here',
      '11 a 1 1',
      '11 b 1 1',
      nothingLeft,
    ]);
  });

  it('tell a publisher why its publication was not taken', () => {
    const notes = play(({ sync, at, note }) => at(0, () => note('ack', sync.publish('a', 1).pipe(ack))), {
      hub: { authorize: ({ action: what }) => what !== 'publish' },
    });

    expect(notes).toEqual(['3.1 ack # channel a: FORBIDDEN: you may not publish here', nothingLeft]);
  });

  it('take a publication once whose acknowledgement was lost', () => {
    const notes = play(({ sync, at, note, wire }) => {
      at(0, () => note('a', sync.channel('a').pipe(short)));
      at(20, () =>
        note(
          'ack',
          sync
            .publish('a', { value: 'x' })
            .pipe(map((reply) => `${String(reply.offset)} again ${reply.duplicate}`)),
        ),
      );
      // It has arrived, and its answer is under way.
      at(21.5, () => wire.cut('client'));
      at(60, () => note('ack', sync.publish('a', { value: 'y' }).pipe(ack)));
    });

    expect(notes).toEqual([
      expect.stringMatching(/a recovered 1 x$/),
      expect.stringMatching(/ack 1 again true$/),
      '62 ack m2 2',
      '62 a 2 y',
      nothingLeft,
    ]);
  });

  it('join loaded state to what follows, at the start and in place of a gap', () => {
    let asked = 0;
    const notes = play(
      ({ sync, at, publish, note, wire }) => {
        at(0, () => publish('a', 1, 2));
        at(0, () => note('a', sync.channel('a').pipe(short)));
        at(4, () => publish('a', 3));
        at(20, () => wire.cut('both'));
        at(21, () => publish('a', 4, 5, 6, 7, 8));
        at(30, () => publish('a', 9));
        at(50, () => publish('a', 10));
      },
      {
        sync: {
          // The first is older than the subscription, the second has taken in what comes meanwhile.
          getSnapshot: () => {
            const first = asked++ === 0;
            return of({ epoch, offset: first ? 1 : 9, data: { value: first ? 'early' : 'late' } }).pipe(
              delay(3),
            );
          },
        },
      },
    );

    expect(notes).toEqual([
      '6.1 a snapshot early as of 1',
      '8.1 a recovered 2 2',
      '8.1 a recovered 3 3',
      expect.stringMatching(/a snapshot late as of 9$/),
      '51 a 10 10',
      nothingLeft,
    ]);
  });

  it('go on after a reload of the page, from the positions of before', () => {
    const notes = play(({ sync, again, at, publish, note }) => {
      at(0, () => {
        const seen = note('a', sync.channel('a').pipe(short));
        at(15, () => seen.unsubscribe());
      });
      at(10, () => publish('a', 1));
      at(20, () => publish('a', 2));
      at(30, () =>
        note(
          'a',
          again({ resumeFrom: JSON.parse(JSON.stringify(sync.positions())) as Positions })
            .channel('a')
            .pipe(short),
        ),
      );
    });

    expect(notes).toEqual(['11 a 1 1', expect.stringMatching(/a recovered 2 2$/), nothingLeft]);
  });
});
