import { timer } from 'rxjs';
import { ChannelError } from 'rxwire';
import { channelFailures } from '../../lib/sync/channelFailures.js';
import type { ChannelFailures } from '../../lib/sync/channelFailures.js';
import type { ChannelState } from '../../lib/sync/ChannelState.js';
import { marbles } from '../support/marbles.js';
import { channelAt } from './channelAt.js';

const error = (code: string, retryable: boolean, retryAfter?: number): ChannelError =>
  new ChannelError('a', { code, message: '', retryable, retryAfter });

function failing(now: () => number, maxAttempts = Infinity): { readonly told: unknown[] } & ChannelFailures {
  const told: unknown[] = [];
  const failures = channelFailures({
    retry: { initialDelay: 10, maxDelay: 30, maxAttempts },
    maxRecoveries: 1,
    random: () => 0.5,
    again: (_, leave) => told.push([now(), leave ? 'leave and again' : 'again']),
    end: (_, { code }) => told.push([now(), code]),
  });
  return { told, ...failures };
}

describe('channelFailures', () => {
  it.each<[string, Partial<ChannelState>, ChannelError, unknown[]]>([
    ['ends what cannot heal', {}, error('FORBIDDEN', false), [[0, 'FORBIDDEN']]],
    ['ends what has expired', {}, error('EXPIRED', false), [[0, 'EXPIRED']]],
    ['renews what has expired for now', {}, error('EXPIRED', true, 100), [[105, 'again']]],
    ['waits as the peer says, spread by a tenth', {}, error('LIMIT_RATE', true, 100), [[105, 'again']]],
    ['waits also where the peer says 0', {}, error('LIMIT_RATE', true, 0), [[7.5, 'again']]],
    ['waits longer each time', { attempt: 1 }, error('UNAVAILABLE', true), [[15, 'again']]],
    ['waits no longer than the cap', { attempt: 99 }, error('UNAVAILABLE', true), [[22.5, 'again']]],
    ['leaves what may have been heard', {}, error('TIMEOUT', true), [[7.5, 'leave and again']]],
    [
      'begins anew what cannot be recovered',
      { epoch: 'e', offset: 1 },
      error('UNRECOVERABLE', false),
      [[0, 'again']],
    ],
    ['ends what says so without a position', {}, error('UNRECOVERABLE', false), [[0, 'UNRECOVERABLE']]],
    [
      'but begins anew only once',
      { epoch: 'e', offset: 1, unrecoverable: true },
      error('UNRECOVERABLE', false),
      [[0, 'UNRECOVERABLE']],
    ],
    ['leaves what the peer thinks it has', {}, error('ALREADY_SUBSCRIBED', false), [[0, 'leave and again']]],
    ['but not for ever', { recoveries: 1 }, error('ALREADY_SUBSCRIBED', false), [[0, 'ALREADY_SUBSCRIBED']]],
    ['lets plain messages go on', { key: 'notifications' }, error('BAD_REQUEST', false), []],
    ['but ends what is forbidden', { key: 'notifications' }, error('FORBIDDEN', false), [[0, 'FORBIDDEN']]],
  ])('%s', (_, state, refusal, expected) =>
    marbles(({ scheduler }) => {
      const { failed, told } = failing(() => scheduler.now());

      failed(channelAt(state), refusal);

      timer(1_000).subscribe(() => expect(told).toEqual(expected));
    })(),
  );

  it(
    'gives up after so many tries in a row',
    marbles(({ scheduler }) => {
      const { failed, told } = failing(() => scheduler.now(), 1);
      const channel = channelAt({});

      failed(channel, error('UNAVAILABLE', true));
      timer(50).subscribe(() => failed(channel, error('UNAVAILABLE', true)));

      timer(1_000).subscribe(() =>
        expect(told).toEqual([
          [7.5, 'again'],
          [50, 'UNAVAILABLE'],
        ]),
      );
    }),
  );

  it(
    'waits once where it fails twice',
    marbles(({ scheduler }) => {
      const { failed, told } = failing(() => scheduler.now());
      const channel = channelAt({});

      failed(channel, error('UNAVAILABLE', true));
      timer(5).subscribe(() => failed(channel, error('UNAVAILABLE', true)));

      timer(1_000).subscribe(() => expect(told).toEqual([[20, 'again']]));
    }),
  );

  it('refuses waits that no timer can hold', () => {
    const make = (): unknown =>
      channelFailures({
        retry: { maxDelay: Infinity },
        maxRecoveries: 1,
        random: () => 0,
        again: () => 0,
        end: () => 0,
      });

    expect(make).toThrow(/^retry.maxDelay must be at most/);
  });
});
