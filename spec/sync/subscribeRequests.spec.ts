import { timer } from 'rxjs';
import { subscribeRequests } from '../../lib/sync/subscribeRequests.js';
import type { SubscribeRequests } from '../../lib/sync/subscribeRequests.js';
import { marbles } from '../support/marbles.js';
import { channelAt } from './channelAt.js';

interface Sent {
  readonly id: string;
  readonly data: object;
}

function asking(batchSize = 2): { readonly told: string[]; readonly requests: SubscribeRequests<Sent> } {
  const told: string[] = [];
  const requests = subscribeRequests<Sent>({
    batchSize,
    timeout: 10,
    prefix: 'r',
    message: (id, data) => ({ id, data }),
    recover: (key) => (key === 'b' ? 'latest' : undefined),
    subscribed: (channel, { offset }) => {
      channel.live = true;
      told.push(`${channel.key} from ${offset}`);
    },
    failed: (channel, { code }) => {
      channel.request = undefined;
      told.push(`${channel.key} ${code}`);
    },
    split: ({ key }) => told.push(`${key} alone`),
  });
  return { told, requests };
}

describe('subscribeRequests', () => {
  const three = (): ReturnType<typeof channelAt>[] => [
    channelAt({ key: 'a', epoch: 'e', offset: 4 }),
    channelAt({ key: 'b' }),
    channelAt({ key: 'c', alone: true, epoch: 'e', offset: 1, unrecoverable: true }),
  ];

  it(
    'asks for as many at once as it may, and for some alone, each from its position',
    marbles(() => {
      const { requests } = asking();

      const sent = requests.subscribe([...three(), channelAt({ key: 'd' })]).map(({ message }) => message);

      expect(sent).toEqual([
        { id: 'r1', data: { action: 'subscribe', channel: 'c' } },
        {
          id: 'r2',
          data: {
            action: 'subscribe',
            channels: [
              { channel: 'a', since: { epoch: 'e', offset: 4 } },
              { channel: 'b', recover: 'latest' },
            ],
          },
        },
        { id: 'r3', data: { action: 'subscribe', channel: 'd' } },
      ]);
      expect(requests.unsubscribe(three().slice(0, 1)).map(({ message }) => message)).toEqual([
        { id: 'r4', data: { action: 'unsubscribe', channel: 'a' } },
      ]);
      requests.clear();
    }),
  );

  it(
    'reads for each channel what the reply says of it',
    marbles(() => {
      const { requests, told } = asking(9);
      requests.subscribe(['a', 'b', 'c'].map((key) => channelAt({ key })));

      requests.receive('r1', {
        channels: [{ channel: 'b', offset: 7 }],
        errors: [{ channel: 'a', code: 'FORBIDDEN' }],
      });

      expect(told).toEqual(['a FORBIDDEN', 'b from 7', 'c UNAVAILABLE']);
    }),
  );

  it(
    'lets a late reply change nothing',
    marbles(() => {
      const { requests, told } = asking();
      const [a] = three() as [ReturnType<typeof channelAt>];

      requests.subscribe([a]);
      requests.subscribe([a]);
      requests.receive('r1', { channels: [{ channel: 'a', offset: 1 }] });
      requests.receive('r2', { channels: [{ channel: 'a', offset: 2 }] });
      requests.receive('r2', { channels: [{ channel: 'a', offset: 3 }] });

      expect(told).toEqual(['a from 2']);
      expect(requests.refuse('r1', {})).toBe(false);
    }),
  );

  it(
    'fails the one that is named, and asks for each alone where none is',
    marbles(() => {
      const { requests, told } = asking(9);

      requests.subscribe(['a', 'b'].map((key) => channelAt({ key })));
      const was = [
        requests.refuse('r1', { channel: 'a', code: 'FORBIDDEN' } as object),
        requests.refuse('elsewhere', {}),
      ];
      requests.subscribe(['c', 'd'].map((key) => channelAt({ key })));
      requests.refuse('r2', { code: 'LIMIT_RATE' } as object);

      expect(was).toEqual([true, false]);
      expect(told).toEqual(['a FORBIDDEN', 'c alone', 'd alone']);
      requests.clear();
    }),
  );

  it(
    'fails who was not answered in time, and nobody after the link is gone',
    marbles(() => {
      const { requests, told } = asking(9);

      requests.subscribe(['a', 'b'].map((key) => channelAt({ key })));
      timer(20).subscribe(() => {
        expect(told).toEqual(['a TIMEOUT', 'b TIMEOUT']);
        requests.subscribe([channelAt({ key: 'c' })]);
        requests.clear();
      });
      timer(40).subscribe(() => expect(told).toHaveLength(2));
    }),
  );
});
