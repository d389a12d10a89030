import { EMPTY } from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import type { BrokerPresence, HubConfig, Identity } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { stage as plainStage, subscribe, systemMessage, unsubscribe } from './hubTalk.js';
import type { DrawnClient } from './hubTalk.js';

const presence = {
  channels: ({ channel }: { channel: string }) => channel.startsWith('a'),
  grace: 5,
  pace: 0,
};
const ask = (id: string, channel: string, follow = true): string =>
  systemMessage(id, { action: 'presence', channel, follow });

/** The stage, whose clients are these users in turn, and what a client is told of presence. */
const stage = (
  helpers: Parameters<typeof plainStage>[0],
  users: readonly (string | Identity)[],
  config: Partial<HubConfig<Identity>> = {},
) => {
  let comes = 0;
  const each = plainStage(helpers, {
    presence,
    authenticate: () => {
      const user = users[comes++ % users.length] ?? '';
      return typeof user === 'string' ? { user } : user;
    },
    ...config,
  });
  const expectPresence = ({ sent$ }: DrawnClient, diagram: string, values: Record<string, unknown>): void => {
    const heard: [number, unknown][] = [];
    sent$.subscribe((text) => {
      const { id, data, type } = JSON.parse(text) as {
        id?: string;
        type: string;
        data: { action?: string; members?: { id: string }[]; event?: string; member: { id: string } };
      };
      if (type === 'error')
        heard.push([helpers.scheduler.now(), `${(data as { code?: string }).code} to ${id}`]);
      if (data.action !== 'presence') return;
      const what =
        data.members === undefined
          ? `${data.event} ${data.member.id}`
          : `${data.members.map((member) => member.id).join()} to ${id}`;
      heard.push([helpers.scheduler.now(), what]);
    });
    helpers.scheduler.schedule(
      () =>
        expect(heard).toEqual(
          [...diagram].flatMap((mark, at) => (mark === '-' ? [] : [values[mark]].flat().map((v) => [at, v]))),
        ),
      diagram.length + 20,
    );
  };
  return { ...each, expectPresence };
};

describe('answerPresence', () => {
  it(
    'tells who is there, then who comes and goes, as drawn',
    marbles((helpers) => {
      const { client, serve, expectPresence } = stage(helpers, ['eve', 'ann', 'bob']);
      const eve = client('o-sp', { s: subscribe('r1', 'a'), p: ask('r2', 'a') });
      const ann = client('o-----s', { s: subscribe('r1', 'a') });
      const bob = client('os--------u', { s: subscribe('r1', 'a'), u: unsubscribe('r2', 'a') });
      serve('-----------------!', eve, ann, bob);

      expectPresence(eve, '---L--j---l--------', { L: 'bob,eve to r2', j: 'join ann', l: 'leave bob' });
    }),
  );

  it(
    'tells that one has left when it is not back within the grace, and nothing of one who is',
    marbles((helpers) => {
      const { client, serve, expectPresence } = stage(helpers, ['eve', 'ann', 'bob']);
      const eve = client('osp', { s: subscribe('r1', 'a'), p: ask('r2', 'a') });
      const ann = client('os----#', { s: subscribe('r1', 'a') });
      const bob = client(['os----#', '---os'], { s: subscribe('r1', 'a') });
      const back = client('---------os', { s: subscribe('r1', 'a') });
      serve('--------------------!', eve, ann, bob, back);

      // The fourth connection is eve's again, by the order of coming; it is not told of either.
      expectPresence(eve, '--L--------l--------', { L: 'eve,ann,bob to r2', l: ['leave ann', 'leave bob'] });
    }),
  );

  it(
    'gives the list alone without follow, and also to one who is not there',
    marbles((helpers) => {
      const { client, serve, expectPresence } = stage(helpers, ['eve', 'ann']);
      const eve = client('o-p', { p: ask('r1', 'a', false) });
      const ann = client('os---u', { s: subscribe('r1', 'a'), u: unsubscribe('r2', 'a') });
      serve('---------!', eve, ann);

      expectPresence(eve, '--L------', { L: 'ann to r1' });
    }),
  );

  it(
    'tells nothing more after the channel was left, or asked of without follow',
    marbles((helpers) => {
      const { client, serve, expectPresence } = stage(helpers, ['eve', 'dan', 'ann']);
      const eve = client('ospu', { s: subscribe('r1', 'a'), p: ask('r2', 'a'), u: unsubscribe('r3', 'a') });
      const dan = client('osp-q', { s: subscribe('r1', 'a'), p: ask('r2', 'a'), q: ask('r3', 'a', false) });
      const ann = client('o----s', { s: subscribe('r1', 'a') });
      serve('---------!', eve, dan, ann);

      expectPresence(eve, '--L------', { L: 'eve,dan to r2' });
      expectPresence(dan, '--LlM----', { L: 'eve,dan to r2', l: 'leave eve', M: 'dan to r3' });
    }),
  );

  it(
    'refuses where it is not allowed, not kept, or followed by one who is not there',
    marbles((helpers) => {
      const { client, serve, expectPresence } = stage(helpers, ['eve'], {
        authorize: ({ action, channel }) => action !== 'presence' || channel !== 'a:secret',
      });
      const eve = client('opqr', {
        p: ask('r1', 'a:secret', false),
        q: ask('r2', 'b', false),
        r: ask('r3', 'a'),
      });
      serve('---------!', eve);

      expectPresence(eve, '-pqr', {
        p: 'FORBIDDEN to r1',
        q: 'UNAVAILABLE to r2',
        r: 'NOT_SUBSCRIBED to r3',
      });
    }),
  );

  it(
    'tells what authenticate says of a member, and nothing that a client says',
    marbles((helpers) => {
      const { client, serve } = stage(helpers, [{ user: 'eve', info: { name: 'Eve' } }]);
      const forged = { user: 'root', info: { name: 'root' }, member: { id: 'root' } };
      const eve = client('osp', {
        s: subscribe('r1', 'a', forged),
        p: systemMessage('r2', { action: 'presence', channel: 'a', ...forged }),
      });
      const members: unknown[] = [];
      eve.sent$.subscribe((text) =>
        members.push(...((JSON.parse(text) as { data: { members?: unknown[] } }).data.members ?? [])),
      );
      serve('---------!', eve);

      helpers.scheduler.schedule(
        () => expect(members).toEqual([{ id: 'eve', user: 'eve', info: { name: 'Eve' } }]),
        9,
      );
    }),
  );

  it(
    'lets those of a hub that was killed leave after the ttl, and nobody else',
    marbles((helpers) => {
      const broker = memoryBroker();
      let isDead = false;
      const engine = broker.presence as BrokerPresence;
      const untilKilled: BrokerPresence = {
        ...engine,
        touch: (...given) => (isDead ? EMPTY : engine.touch(...given)),
        leave: (...given) => (isDead ? EMPTY : engine.leave(...given)),
      };
      helpers.scheduler.schedule(() => (isDead = true), 3);
      const times = { ...presence, ttl: 9 };
      const here = stage(helpers, ['eve'], { broker, presence: times });
      const killed = stage(helpers, ['ann'], {
        broker: { ...broker, presence: untilKilled },
        presence: times,
        newId: () => 'k1',
      });
      const eve = here.client('osp', { s: subscribe('r1', 'a'), p: ask('r2', 'a') });
      const ann = killed.client('os', { s: subscribe('r1', 'a') });
      here.serve('--------------------------------!', eve);
      killed.serve('----!', ann);

      here.expectPresence(eve, '--L-------l---', { L: 'eve,ann to r2', l: 'leave ann' });
    }),
  );
});
