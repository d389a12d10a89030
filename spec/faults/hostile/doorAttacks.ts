import { tally } from './Attack.js';
import type { Attack } from './Attack.js';
import { exchange, handshake, rawClient } from './rawClient.js';

const halfOpen = 1_000;

const forged = [
  'https://app.example.evil',
  'https://evil.app.example',
  'http://app.example',
  'https://app.example:444',
  'https://app.example/',
  'https://app.example@evil.example',
  'https://evil.example?https://app.example',
  'HTTPS://APP.EXAMPLE',
  'null',
  '',
  'https://app.example, https://evil.example',
  'file://',
];

/** What happens before anybody is let in. */
export const doorAttacks: readonly Attack[] = [
  {
    name: 'slow upgrades',
    tried: '20 clients that send their handshake a header at a time and do not come to its end',
    got: '408 after `handshakeTimeout`',
    run: async ({ strictPort }) =>
      tally(
        await Promise.all(
          Array.from({ length: 20 }, async () => {
            const client = rawClient(strictPort, 'GET / HTTP/1.1\r\nHost: x\r\n');
            for (let n = 0; n < 10; n++) {
              client.socket.write(`X-${n}: y\r\n`);
              await new Promise(setImmediate);
            }
            return client.status;
          }),
        ),
      ),
    answer: { 408: 20 },
  },
  {
    name: 'half-open upgrades',
    tried: `${halfOpen} connections that send half a handshake and no more`,
    got: '408 after `handshakeTimeout`',
    run: async ({ strictPort }) => {
      const half = handshake('/').slice(0, 60);
      const all = Array.from({ length: halfOpen }, () => rawClient(strictPort, half));
      return tally(await Promise.all(all.map(({ status }) => status)));
    },
    answer: { 408: halfOpen },
  },
  {
    name: 'connections that come and go',
    tried: '500 handshakes whose clients are gone at once, with a reset',
    got: 'forgotten',
    run: async ({ port }) => {
      const statuses = Array.from({ length: 500 }, async (_, n) => {
        const client = rawClient(port, handshake('/hub'));
        if (n % 2 === 0) await client.status;
        client.socket.resetAndDestroy();
        return n % 2 === 0 ? client.status : 0;
      });
      return tally(await Promise.all(statuses));
    },
    answer: { 101: 250, 0: 250 },
  },
  {
    name: 'forged origins',
    tried: `${forged.length} origins like one that is allowed, for an upgrade, an event stream and a POST`,
    got: '403',
    run: async ({ port }) => {
      const ask = (head: string): Promise<number> => {
        const client = rawClient(port, head);
        return client.status.finally(() => client.socket.destroy());
      };
      const statuses = forged.flatMap((origin) => [
        ask(handshake('/hub', { Origin: origin })),
        exchange(port, 'GET /events?channel=a', { Origin: origin }).then(({ status }) => status),
        exchange(port, 'POST /publish', { Origin: origin }, '{}').then(({ status }) => status),
      ]);
      return tally(await Promise.all(statuses));
    },
    answer: { 403: forged.length * 3 },
  },
  {
    name: 'cross-site streams',
    tried:
      'an image, a script, a frame and a link of another site that name an event stream, with the cookies of a user and no origin',
    got: '403, and no stream',
    run: async ({ port }) => {
      const modes = ['no-cors', 'cors', 'navigate', 'same-origin'];
      const answers = ['cross-site', 'same-site'].flatMap((site) =>
        modes.map((mode) =>
          exchange(port, 'GET /events?channel=a', {
            Cookie: 'session=ann',
            'Sec-Fetch-Site': site,
            'Sec-Fetch-Mode': mode,
          }),
        ),
      );
      return tally((await Promise.all(answers)).map(({ status }) => status));
    },
    answer: { 403: 8 },
  },
  {
    name: 'cross-site POST',
    tried: 'what a form or a script of another site can post without asking, and asking first',
    got: '403, and nothing is published',
    run: async ({ port }) => {
      const body = `{"type":"chat","id":"${performance.now()}","channel":"cross","data":{"text":"x"}}`;
      const headers = { Origin: 'https://evil.example', Cookie: 'session=ann' };
      const kinds = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/json',
      ];
      const answers = await Promise.all([
        ...kinds.map((type) => exchange(port, 'POST /publish', { ...headers, 'Content-Type': type }, body)),
        exchange(port, 'OPTIONS /publish', { ...headers, 'Access-Control-Request-Method': 'POST' }),
      ]);
      const allowing = answers.filter(({ whole }) => /^access-control-allow-origin/im.test(whole));
      const own = await exchange(port, 'POST /publish', {}, body);
      return [
        tally(answers.map(({ status }) => status)),
        allowing.length,
        own.whole.includes('"duplicate":false'),
      ];
    },
    answer: [{ 403: 5 }, 0, true],
  },
];
