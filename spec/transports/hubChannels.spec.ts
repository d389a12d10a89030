import { hubChannels } from '../../lib/transports/hubChannels.js';
import type { HubMessage } from '../../lib/transports/parseHubMessage.js';

const subscribe = (id: string, ...wishes: readonly object[]): HubMessage => ({
  type: 'systemMessage',
  id,
  data: { action: 'subscribe', ...(wishes.length === 1 ? wishes[0] : { channels: wishes }) },
});
const unsubscribe = (id: string, channel: string): HubMessage => ({
  type: 'systemMessage',
  id,
  data: { action: 'unsubscribe', channel },
});
const standing = (channel: string, recovered = false) => ({ channel, epoch: 'E', offset: 9, recovered });
const begun = (channels: readonly object[], errors: readonly object[] = []): HubMessage => ({
  type: 'systemMessage',
  timestamp: 't',
  data: { action: 'subscribed', channels, ...(errors.length > 0 && { errors }) },
});
const forbidden = (channel: string) => ({ code: 'FORBIDDEN', message: 'no', channel, retryable: false });

/** The channels, and what was told: its type, id and data. */
function begin() {
  const told: unknown[] = [];
  const channels = hubChannels((message) => {
    const { type, id, data } = message as HubMessage;
    told.push([type, id, data]);
  });
  return { channels, told };
}

describe('hubChannels', () => {
  it('asks for all channels in one stream, from the positions of the requests', () => {
    const { channels } = begin();

    channels.take(subscribe('r1', { channel: 'a', since: { offset: 41, epoch: 'E' } }));
    channels.take(subscribe('r2', { channel: 'b' }, { channel: 'c', since: { offset: 7, epoch: 'F' } }));

    expect(channels.renew(undefined)).toEqual({
      channels: ['a', 'b', 'c'],
      lastEventId: expect.stringMatching(/^1;[^;]+:E:15;[^;]+:F:7$/),
    });
  });

  it('answers each request in its form, with what is its own', () => {
    const { channels, told } = begin();
    channels.take(subscribe('r1', { channel: 'a' }));
    channels.take(subscribe('r2', { channel: 'b' }, { channel: 'c' }));
    channels.take(subscribe('r3', { channel: 'd' }));
    channels.renew(undefined);

    const again = channels.joined(begun([standing('a'), standing('b')], [forbidden('c'), forbidden('d')]));

    expect(again).toBe(false);
    expect(told).toEqual([
      ['systemMessage', 'r1', { action: 'subscribed', ...standing('a') }],
      ['systemMessage', 'r2', { action: 'subscribed', channels: [standing('b')], errors: [forbidden('c')] }],
      ['error', 'r3', forbidden('d')],
    ]);
    expect(channels.renew(undefined)?.channels).toEqual(['a', 'b']);
  });

  it('goes on from where the stream stands, but for the channels that are asked for from elsewhere', () => {
    const { channels } = begin();
    channels.take(subscribe('r1', { channel: 'a' }, { channel: 'b' }, { channel: 'c' }));
    channels.renew(undefined);
    channels.joined(begun([standing('a'), standing('b'), standing('c')]));
    const at = `1;=a:E:9;=b:E:9;=c:E:9`;

    channels.take(subscribe('r2', { channel: 'b', since: { offset: 5, epoch: 'E' } }));
    channels.take(subscribe('r3', { channel: 'c', since: { offset: 5, epoch: 'E' }, recover: 'none' }));
    channels.take(subscribe('r4', { channel: 'd' }));

    expect(channels.renew(at)).toEqual({
      channels: ['a', 'b', 'c', 'd'],
      lastEventId: expect.stringMatching(/^1;[^;]+:E:9;[^;]+::5$/),
    });
  });

  it('keeps the positions of a stream that had not begun', () => {
    const { channels } = begin();
    channels.take(subscribe('r1', { channel: 'a', since: { offset: 4, epoch: 'E' } }));
    channels.renew(undefined);
    channels.take(subscribe('r2', { channel: 'b' }));

    expect(channels.renew(undefined)?.lastEventId).toMatch(/^1;[^;]+:E:4$/);
    expect(channels.isSettled).toBe(false);
  });

  it('says nothing of a channel that goes on, and that one has to be subscribed to anew that cannot', () => {
    const { channels, told } = begin();
    channels.take(subscribe('r1', { channel: 'a' }, { channel: 'b' }, { channel: 'c' }));
    channels.renew(undefined);
    channels.joined(begun([standing('a'), standing('b'), standing('c')]));
    channels.take(subscribe('r2', { channel: 'd' }));
    channels.renew('1;=a:E:9;=b:E:9;=c:E:9');
    told.length = 0;

    const again = channels.joined(
      begun([standing('a', true), standing('b', false), standing('d')], [forbidden('c')]),
    );

    expect(again).toBe(true);
    expect(told).toEqual([
      ['systemMessage', 'r2', { action: 'subscribed', ...standing('d') }],
      ['error', undefined, forbidden('c')],
      [
        'systemMessage',
        undefined,
        { action: 'unsubscribed', channel: 'b', code: 'INSUFFICIENT_STATE', resubscribe: true },
      ],
    ]);
    expect(channels.renew(undefined)?.channels).toEqual(['a', 'd']);
  });

  it('leaves, says so, and asks for no stream when nothing is left', () => {
    const { channels, told } = begin();
    channels.take(subscribe('r1', { channel: 'a' }));
    channels.renew(undefined);
    channels.joined(begun([standing('a')]));
    told.length = 0;

    channels.take(unsubscribe('r2', 'a'));
    channels.take(unsubscribe('r3', 'b'));

    expect(channels.renew('1;=a:E:9')).toBeUndefined();
    expect(channels.isSettled).toBe(true);
    expect(told).toEqual([
      ['systemMessage', 'r2', { action: 'unsubscribed', channel: 'a' }],
      ['error', 'r3', expect.objectContaining({ code: 'NOT_SUBSCRIBED', channel: 'b' })],
    ]);
  });

  it('answers who left before it was joined, too', () => {
    const { channels, told } = begin();
    channels.take(subscribe('r1', { channel: 'a' }));
    channels.take(unsubscribe('r2', 'a'));

    expect(channels.renew(undefined)).toBeUndefined();
    expect(told).toEqual([
      ['systemMessage', 'r2', { action: 'unsubscribed', channel: 'a' }],
      ['error', 'r1', expect.objectContaining({ code: 'UNAVAILABLE', channel: 'a', retryable: true })],
    ]);
  });

  it('begins anew for who leaves and comes in one turn', () => {
    const { channels } = begin();
    channels.take(subscribe('r1', { channel: 'a' }));
    channels.renew(undefined);
    channels.joined(begun([standing('a')]));

    channels.take(unsubscribe('r2', 'a'));
    channels.take(subscribe('r3', { channel: 'a' }));

    expect(channels.renew('1;=a:E:9')).toEqual({ channels: ['a'], lastEventId: '' });
  });

  it('refuses the one channel for which a stream was refused, and asks for the others', () => {
    const { channels, told } = begin();
    channels.take(subscribe('r1', { channel: 'a' }, { channel: 'b' }));
    channels.renew(undefined);

    expect(channels.refused(forbidden('a'))).toBe(true);
    expect(channels.renew(undefined)?.channels).toEqual(['b']);
    expect(channels.refused(forbidden('b'))).toBe(true);
    expect(channels.renew(undefined)).toBeUndefined();
    expect(told).toEqual([
      [
        'systemMessage',
        'r1',
        { action: 'subscribed', channels: [], errors: [forbidden('a'), forbidden('b')] },
      ],
    ]);
  });

  it('refuses what came last when there are too many, and tells who was on that it is refused now', () => {
    const { channels, told } = begin();
    channels.take(subscribe('r1', { channel: 'a' }));
    channels.renew(undefined);
    channels.joined(begun([standing('a')]));
    channels.take(subscribe('r2', { channel: 'b' }));
    channels.renew('1;=a:E:9');
    told.length = 0;
    const tooMany = { code: 'LIMIT_CHANNELS', message: 'at most 1', retryable: false };

    expect(channels.refused(tooMany)).toBe(true);
    expect(channels.renew(undefined)).toEqual({
      channels: ['a'],
      lastEventId: expect.stringMatching(/:E:9$/),
    });
    expect(channels.refused(tooMany)).toBe(false);
    expect(channels.refused({ code: 'UNAUTHORIZED', message: 'who?' })).toBe(false);
    expect(channels.refused(forbidden('elsewhere'))).toBe(false);
    expect(channels.refused(forbidden('a'))).toBe(true);
    expect(told).toEqual([
      ['error', 'r2', tooMany],
      ['error', undefined, forbidden('a')],
    ]);
  });

  it.each<HubMessage>([
    { type: 'ping', id: 'p1' },
    { type: 'chat', data: { action: 'subscribe', channel: 'a' } },
    { type: 'systemMessage', data: { action: 'history', channel: 'a' } },
    { type: 'systemMessage', data: { action: 'subscribe', channel: 7 } },
    { type: 'systemMessage', data: { action: 'subscribe', channels: [{ channel: 'a' }, null] } },
    { type: 'systemMessage', data: { action: 'unsubscribe' } },
    { type: 'systemMessage', data: null },
    { type: 'systemMessage' },
  ])('leaves %j to be posted', (message) => {
    expect(begin().channels.take(message)).toBe(false);
  });
});
