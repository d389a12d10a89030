import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import type { Message } from '../../lib/messages/messages.js';
import { messages } from '../../lib/messages/messages.js';
import { outcomeOf } from './outcomeOf.js';

const timestamp = '2026-03-01T12:00:00.000Z';

const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const optional = (shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> =>
  fc.record(shape, { requiredKeys: [], noNullPrototype: true });
const date = fc.date({ noInvalidDate: true }).map((value) => value.toISOString());
const since = optional({ offset: fc.maxSafeNat(), epoch: fc.string() });
const channel = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor'));
const request = fc
  .tuple(fc.record({ channel }), optional({ since, recover: fc.constantFrom('stream', 'latest', 'none') }))
  .map(merged);
const extra = fc.dictionary(
  fc.string().map((key) => `x-${key}`),
  json,
);

const systemData = fc.oneof(
  request.map((fields) => ({ action: 'subscribe', ...fields })),
  fc.array(request).map((channels) => ({ action: 'subscribe', channels })),
  fc
    .tuple(
      fc.constantFrom('unsubscribe', 'unsubscribed', 'ack', 'history', 'presence', 'subscribed'),
      channel,
    )
    .map(([action, name]) => ({ action, channel: name })),
  fc.constantFrom({ action: 'welcome', protocol: 1 }, { action: 'goAway', reconnectAfter: 10 }),
  fc.tuple(fc.string(), json).map(([action, value]) => ({ action: `x-${action}`, channel: value })),
  fc.string(),
  fc.constantFrom(null, 5, true),
);
const data: Record<string, fc.Arbitrary<unknown>> = {
  ping: json,
  pong: json,
  chat: fc
    .tuple(
      fc.record({ text: fc.string({ unit: 'binary' }) }),
      optional({ channelId: fc.string(), senderId: fc.string(), senderName: fc.string() }),
      extra,
    )
    .map(([...parts]) => merged(parts)),
  notification: fc
    .tuple(fc.record({ title: fc.string() }), optional({ body: fc.string(), level: fc.string() }), extra)
    .map(([...parts]) => merged(parts)),
  userStatus: fc
    .tuple(
      fc.record({ userId: fc.string(), status: fc.constantFrom('online', 'away', 'busy', 'offline') }),
      optional({ lastSeen: date }),
    )
    .map(merged),
  systemMessage: systemData,
  error: fc
    .tuple(
      fc.record({ code: fc.string(), message: fc.string() }),
      optional({ channel, retryable: fc.boolean(), retryAfter: fc.option(fc.nat()) }),
    )
    .map(merged),
};
const envelope = fc
  .tuple(
    fc.record({ timestamp: date }),
    optional({ id: fc.string(), channel, offset: fc.maxSafeInteger() }),
    extra,
  )
  .map(([...parts]) => merged(parts));

function merged(parts: readonly object[]): object {
  return Object.assign({}, ...parts) as object;
}
const messageOf = (type: string): fc.Arbitrary<Message> =>
  fc.tuple(envelope, data[type]!).map(([fields, value]) => ({ type, ...fields, data: value }) as Message);
const unknownMessage = fc
  .tuple(envelope, fc.string(), json)
  .filter(([, type]) => !(type in data))
  .map(([fields, originalType, value]): Message => {
    return { ...fields, type: 'systemMessage', originalType, data: value } as Message;
  });

describe('messages', () => {
  it.each(Object.keys(data))('decodes what it encoded: %s', (type) => {
    fc.assert(fc.property(messageOf(type), roundTrips));
  });

  it('decodes what it encoded: unknown types', () => {
    fc.assert(fc.property(unknownMessage, roundTrips));
  });

  it.each([
    ['a key __proto__', '{"a":[{"__proto__":{"polluted":true}}]}'],
    ['lone surrogates', '"\\ud800"'],
    ['nothing', 'null'],
  ])('decodes what it encoded: data with %s', (_, value) => {
    roundTrips({ type: 'ping', timestamp, data: JSON.parse(value) as unknown });
    roundTrips({ type: 'systemMessage', originalType: 'a', timestamp, data: JSON.parse(value) as unknown });
  });

  it('encodes what it decoded to a text of the same meaning', () => {
    const wire = fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(data)), fc.string()), envelope, json);

    fc.assert(
      fc.property(wire, ([type, fields, value]) => {
        const document = { type, ...fields, data: value };

        const decoded = messages.decode(JSON.stringify(document));

        fc.pre(decoded._tag === 'Right');
        expect(isDeepStrictEqual(JSON.parse(messages.encode(decoded.right)), document)).toBe(true);
      }),
    );
  });

  it.each([
    '{"type":"systemMessage","id":"r1","data":{"action":"subscribe","channel":"room:1","since":{"offset":41,"epoch":"k3Jd9xQ2"},"recover":"stream"}}',
    '{"type":"systemMessage","id":"r2","data":{"action":"subscribe","channels":[{"channel":"a","since":{}},{"channel":"b"}]}}',
    '{"type":"systemMessage","id":"r3","data":{"action":"unsubscribe","channel":"room:1"}}',
    '{"type":"systemMessage","id":"r4","data":{"action":"history","channel":"room:1","since":{},"limit":100}}',
    '{"type":"systemMessage","id":"r5","data":{"action":"presence","channel":"room:1"}}',
    '{"type":"chat","id":"m-77","channel":"room:1","data":{"text":"hi"}}',
    '{"type":"ping","id":"p1"}',
    '{"type":"systemMessage","id":"r1","data":{"action":"subscribed","channel":"room:1","epoch":"k3Jd9xQ2","offset":44,"recovering":true,"recovered":true,"replay":3}}',
    '{"type":"systemMessage","id":"m-77","data":{"action":"ack","channel":"room:1","offset":45,"epoch":"k3Jd9xQ2","duplicate":false}}',
    '{"type":"error","id":"r1","data":{"code":"FORBIDDEN","message":"…","channel":"room:1","retryable":false,"retryAfter":null}}',
  ])('takes the frame of the protocol %.90s', (text) => {
    const { timestamp: filledIn, ...rest } = outcomeOf(messages.decode(text)) as Message;

    expect(rest).toEqual(JSON.parse(text));
    expect(filledIn).toMatch(/^\d{4}-/);
  });

  it('reads bytes as it reads text', () => {
    const text = '{"type":"chat","timestamp":"2026-03-01T12:00:00.000Z","data":{"text":"grüß"}}';

    expect(messages.decode(new TextEncoder().encode(text))).toEqual(messages.decode(text));
  });

  it('takes the time of virtual time', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

    scheduler.run(({ cold, expectObservable, flush }) => {
      const times: string[] = [];
      const tick$ = cold('- 1s a 999ms a|');
      expectObservable(tick$).toBe('- 1s a 999ms a|');
      tick$.subscribe(() => times.push((outcomeOf(messages.decode('{"type":"ping"}')) as Message).timestamp));
      flush();

      expect(times).toEqual(['1970-01-01T00:00:01.001Z', '1970-01-01T00:00:02.001Z']);
    });
  });

  it('throws out of encode for data that JSON cannot write', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

    expect(() => messages.encode({ type: 'ping', timestamp, data: cycle })).toThrow(TypeError);
    expect(() => messages.encode({ type: 'ping', timestamp, data: 5n })).toThrow(TypeError);
    expect(() => messages.encode({ type: 'ping', timestamp, data: deep })).toThrow(RangeError);
  });

  function roundTrips(message: Message): void {
    const decoded = outcomeOf(messages.decode(messages.encode(message)));

    // Strictly: jest's equality is blind for a key __proto__ and for undefined.
    if (!isDeepStrictEqual(decoded, message)) expect(decoded).toStrictEqual(message);
    expect(isDeepStrictEqual(decoded, message)).toBe(true);
    expect(messages.is(decoded)).toBe(true);
  }
});
