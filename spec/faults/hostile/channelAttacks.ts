import { tally } from './Attack.js';
import type { Attack } from './Attack.js';
import { exchange, frame, handshake, rawClient, text } from './rawClient.js';
import type { RawClient } from './rawClient.js';

const request = (id: string, data: object): Buffer =>
  text(JSON.stringify({ type: 'systemMessage', id, data }));
const subscribe = (id: string, channel: string, rest: object = {}): Buffer =>
  request(id, { action: 'subscribe', channel, ...rest });
const publish = (id: string, channel: string): Buffer =>
  text(JSON.stringify({ type: 'chat', id, channel, data: { text: 'x' } }));

interface Reply {
  readonly type: string;
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function replyTo(client: RawClient, id: string): Promise<Reply['data']> {
  const isReply = (heard: string): boolean => {
    const { id: of, type } = JSON.parse(heard) as Reply;
    return of === id && (type === 'systemMessage' || type === 'error');
  };
  return (JSON.parse(await client.hear(isReply)) as Reply).data;
}

/** Asks these one after the other as one user, and says what each got: a code, or the action of the reply. */
async function answersTo(
  port: number,
  user: string,
  requests: (id: string) => readonly Buffer[],
): Promise<readonly string[]> {
  const client = rawClient(port, handshake(`/hub?user=${user}`));
  const all = requests('r');
  client.socket.write(Buffer.concat(all));
  const answers = await Promise.all(
    all.map(async (_, index) => {
      const { code, action, recovered } = await replyTo(client, `r${index}`);
      return String(code ?? (recovered === true ? `${String(action)}, recovered` : action));
    }),
  );
  client.socket.destroy();
  return answers;
}

const strange = ['__proto__', 'constructor', 'toString', '|', '../../etc/passwd', '%00'];
const noNames = [
  'x'.repeat(10_000),
  'x'.repeat(256),
  '',
  ' ',
  'a b',
  'a\n',
  '\0',
  'ä',
  '{a}',
  '\u202egnp',
  '😀',
  'a\x7f',
];

const since = (offset: unknown, epoch: unknown = 'forged'): object => ({ since: { offset, epoch } });
const forgedPositions = [since(-1), since(1), since(1, '__proto__'), since(1, 'x'.repeat(10_000))];
const noPositions = [
  since(2 ** 53),
  since(1e300),
  since(0.5),
  since('1'),
  since(null),
  since({}),
  since(1, 7),
  { since: 'x' },
];
const forgedCursors = [
  'x',
  '1;',
  '1;__proto__:e:1',
  '1;zzzzzz:e:99999999999999999999',
  '1;zzzzzz:e:-1',
  '2;zzzzzz:e:1',
  'x'.repeat(8_000),
  '%F0%9F%98%80',
];

const evilLine = '\r\n2026-01-01 ERROR admin logged in\x1b[2J\u2028';

/** What those do that have been let in. */
export const channelAttacks: readonly Attack[] = [
  {
    name: 'subscription floods',
    tried: '10,000 subscriptions, each to a channel of its own, in one piece; 129 and 1,000 in one request',
    got: 'at most 50 at once and 128 in all, `LIMIT_RATE`, then closed with 4101; `LIMIT_CHANNELS`',
    run: async ({ port }) => {
      const client = rawClient(port, handshake('/hub'));
      const all = Array.from({ length: 10_000 }, (_, n) => subscribe(`r${n}`, `flood:${n}`));
      client.socket.write(Buffer.concat(all));
      const code = await client.closed;
      client.socket.destroy();
      const many = (count: number) => ({
        action: 'subscribe',
        channels: Array.from({ length: count }, (_, n) => ({ channel: `many:${n}` })),
      });
      const inOne = await answersTo(port, '', () => [request('r0', many(129)), request('r1', many(1_000))]);
      return [code, inOne];
    },
    answer: [4101, ['LIMIT_CHANNELS', 'LIMIT_CHANNELS']],
  },
  {
    name: 'request floods',
    tried: '20,000 pings, and as much of what is no message, before and after it is known who asks',
    got: '`LIMIT_RATE` with `retryAfter`, then closed with 4101',
    run: async ({ port }) => {
      const flood = async (piece: string, isKnown: boolean): Promise<number> => {
        const client = rawClient(port, handshake('/hub'));
        if (isKnown) await client.hear((heard) => heard.includes('welcome'));
        client.socket.write(Buffer.concat(Array.from({ length: 20_000 }, () => text(piece))));
        const code = await client.closed;
        client.socket.destroy();
        return code;
      };
      const ping = '{"type":"ping","id":"p"}';
      return tally(
        await Promise.all([flood(ping, true), flood(ping, false), flood('{', true), flood('{', false)]),
      );
    },
    answer: { 4101: 4 },
  },
  {
    name: 'clients that never read',
    tried:
      '8 clients that observe a channel of 64 MiB of publications and read nothing, 4 of them an event stream',
    got: 'cut off, with 4202, and never more than `maxPending` held for one',
    run: async ({ port }) => {
      const sockets = Array.from({ length: 4 }, () => rawClient(port, handshake('/hub')));
      const streams = Array.from({ length: 4 }, () =>
        rawClient(port, 'GET /events?channel=big HTTP/1.1\r\nHost: x\r\n\r\n'),
      );
      for (const { socket } of sockets) socket.write(subscribe('r', 'big'));
      await Promise.all([
        ...sockets.map((client) => replyTo(client, 'r')),
        ...streams.map(({ status }) => status),
      ]);
      for (const { socket } of [...sockets, ...streams]) socket.pause();
      for (let round = 0; round < 64; round++) {
        await exchange(port, 'GET /flood?channel=big&count=32');
      }
      for (const { socket } of [...sockets, ...streams]) socket.destroy();
      return 'flooded';
    },
    answer: 'flooded',
  },
  {
    name: 'replayed and colliding ids',
    tried: "a publish sent again ten times; another user's id; an id made to look like another user's",
    got: 'the first offset and `duplicate`; taken as their own',
    run: async ({ port }) => {
      const channel = `ids:${String(performance.now())}`;
      const published = async (user: string, ids: readonly string[]): Promise<readonly string[]> => {
        const client = rawClient(port, handshake(`/hub?user=${user}`));
        const results: string[] = [];
        for (const id of ids) {
          client.socket.write(publish(id, channel));
          const before = results.length;
          const acks = (): readonly Reply['data'][] =>
            client
              .texts()
              .map((heard) => (JSON.parse(heard) as Reply).data)
              .filter(({ action }) => action === 'ack');
          await client.hear(() => acks().length > before);
          const { offset, duplicate } = acks()[before] as Reply['data'];
          results.push(`${String(offset)}${duplicate === true ? ' again' : ''}`);
        }
        client.socket.destroy();
        return results;
      };
      return [
        await published(
          'ann',
          Array.from({ length: 11 }, () => 'm-1'),
        ),
        await published('bob', ['m-1', '3:annm-1', 'annm-1']),
        await published('an', ['nm-1']),
        await published('ann', ['m-1']),
      ];
    },
    answer: [['1', ...Array.from({ length: 10 }, () => '1 again')], ['2', '3', '4'], ['5'], ['1 again']],
  },
  {
    name: 'forged cursors',
    tried: `${forgedPositions.length} positions that never were and ${noPositions.length} that are none; ${forgedCursors.length} cursors of event streams, and one of 100 KB`,
    got: '`recovered: false`; `BAD_REQUEST`; 431',
    run: async ({ port }) => {
      const positions = await answersTo(port, 'ann', (r) =>
        [...forgedPositions, ...noPositions].map((rest, index) =>
          subscribe(`${r}${index}`, `cursor:${index}`, rest),
        ),
      );
      const stream = async (cursor: string): Promise<string> => {
        const client = rawClient(
          port,
          `GET /events?channel=cursor:0 HTTP/1.1\r\nHost: x\r\nLast-Event-ID: ${cursor}\r\n\r\n`,
        );
        const status = await client.status;
        if (status === 200) await client.answer((all) => all.includes('"subscribed"'));
        const all = client.soFar();
        client.socket.destroy();
        return `${status}${all.includes('"recovered":true') ? ' recovered' : ''}`;
      };
      return [
        tally(positions),
        tally(await Promise.all([...forgedCursors, 'x'.repeat(100_000)].map(stream))),
      ];
    },
    answer: [
      { subscribed: forgedPositions.length, BAD_REQUEST: noPositions.length },
      { 200: forgedCursors.length, 431: 1 },
    ],
  },
  {
    name: "other people's channels",
    tried:
      "another user's channel: to subscribe, to resume with its true position, alone and among one's own, its history, to publish, over an event stream",
    got: '`FORBIDDEN`, 403, and nothing of it',
    run: async ({ port }) => {
      const ann = rawClient(port, handshake('/hub?user=ann'));
      ann.socket.write(
        Buffer.concat([subscribe('s', 'private:ann'), publish(`p${performance.now()}`, 'private:ann')]),
      );
      const { epoch } = await replyTo(ann, 's');
      await ann.hear((heard) => heard.includes('"ack"'));
      ann.socket.destroy();
      const resume = { channel: 'private:ann', since: { offset: 0, epoch } };
      const bob = rawClient(port, handshake('/hub?user=bob'));
      bob.socket.write(
        Buffer.concat([
          subscribe('r0', 'private:ann'),
          request('r1', { action: 'subscribe', ...resume }),
          request('r2', { action: 'history', channel: 'private:ann' }),
          publish('r3', 'private:ann'),
          request('r4', { action: 'subscribe', channels: [{ channel: 'private:bob' }, resume] }),
        ]),
      );
      const alone = await Promise.all(['r0', 'r1', 'r2', 'r3'].map((id) => replyTo(bob, id)));
      const among = await replyTo(bob, 'r4');
      bob.socket.destroy();
      const cursor = `1;x:${String(epoch)}:0`;
      const streamed = await exchange(port, `GET /events?user=bob&channel=private:ann&lastEventId=${cursor}`);
      return [
        tally(alone.map(({ code }) => String(code))),
        (among['channels'] as readonly { readonly channel: string }[]).map(({ channel }) => channel),
        (among['errors'] as readonly { readonly code: string }[]).map(({ code }) => code),
        streamed.status,
        streamed.whole.includes('"code":"FORBIDDEN"'),
      ];
    },
    answer: [{ FORBIDDEN: 4 }, ['private:bob'], ['FORBIDDEN'], 403, true],
  },
  {
    name: 'names of channels',
    tried: `\`__proto__\`, \`constructor\` and ${strange.length - 2} more that are odd; ${noNames.length} that are none, one of 10,000 characters`,
    got: 'channels like any other; `BAD_REQUEST`',
    run: async ({ port }) => {
      const names = await answersTo(port, 'ann', (r) =>
        [...strange, ...noNames].map((name, index) => subscribe(`${r}${index}`, name)),
      );
      return tally(names);
    },
    answer: { subscribed: strange.length, BAD_REQUEST: noNames.length },
  },
  {
    name: 'log injection',
    tried:
      'line ends and escapes of terminals in actions, types, ids, names of channels and the reason of a close; an action of 60,000 characters',
    got: 'no event of the hub has a word with either, or one of more than 300 characters',
    run: async ({ port }) => {
      const client = rawClient(port, handshake('/hub?user=ann'));
      client.socket.write(
        Buffer.concat([
          request('r0', { action: evilLine }),
          request('r1', { action: 'x'.repeat(60_000) }),
          subscribe('r2', evilLine),
          request('r3', { action: 'history', channel: evilLine }),
          text(
            JSON.stringify({ type: `chat${evilLine}`, id: evilLine, channel: 'log', data: { text: 'x' } }),
          ),
          text(JSON.stringify({ type: 'chat', id: 'r5', channel: `log${evilLine}`, data: { text: 'x' } })),
          text('{"type":"ping","id":"p"}'),
        ]),
      );
      await client.hear((heard) => heard.includes('"p"'));
      const reason = Buffer.from(`xx${evilLine}`);
      reason.writeUInt16BE(4_000, 0);
      client.socket.write(frame(0x88, reason));
      const code = await client.closed;
      client.socket.destroy();
      const body = JSON.stringify({ type: 'systemMessage', id: 'x', data: { action: evilLine } });
      const posted = await exchange(port, 'POST /publish', {}, body);
      return [code, posted.status];
    },
    answer: [4000, 400],
  },
];
