import fc from 'fast-check';
import * as t from 'io-ts';
import { EventModel } from '../../lib/messages/EventModel.js';
import { messageRegistry } from '../../lib/messages/messageRegistry.js';
import { messages } from '../../lib/messages/messages.js';
import { overEventStream } from '../../lib/messages/overEventStream.js';
import { outcomeOf } from './outcomeOf.js';

/** Copies whatever it decodes, as the codec of an application may. */
const Copying = t.record(
  t.string,
  new t.Type<unknown>(
    'copied',
    t.unknown.is,
    (u) => t.success(typeof u === 'number' ? u + 1 : u),
    t.identity,
  ),
);
type Tree = readonly Tree[];
const Tree: t.Type<Tree> = t.recursion('Tree', (self) => t.readonlyArray(self));
const app = messageRegistry({ payloads: { copying: Copying, tree: Tree } });

/** All that reads documents of strangers, each as it gets them. */
const readers: readonly ((document: unknown) => t.Validation<unknown>)[] = [
  (document) => app.decode(document),
  (document) => EventModel.decode(document),
  (document) => overEventStream(app).decode({ type: 'message', data: document, lastEventId: '1' }),
  (document) => overEventStream(EventModel).decode({ type: 'message', data: document, lastEventId: '1' }),
];

const types = [
  'ping',
  'chat',
  'notification',
  'userStatus',
  'systemMessage',
  'error',
  'copying',
  'tree',
  'unknown',
];
const timestamp = '2026-03-01T12:00:00.000Z';

describe('messages, given a malicious document', () => {
  afterEach(() => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(12);
  });

  const poison = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';

  it.each(types)('pollutes no prototype by the keys of data of type %s', (type) => {
    const keys = `"text":"hi","title":"hi","userId":"u","status":"away","code":"c","message":"m","n":1,${poison}`;

    for (const read of readers) {
      const decoded = outcomeOf(read(`{"type":"${type}","timestamp":"${timestamp}","data":{${keys}}}`));

      const data = ((decoded as { data?: object }).data ?? {}) as Record<string, unknown>;
      expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
      expect(data.polluted).toBeUndefined();
    }
  });

  it.each(types)('pollutes no prototype by the keys of an envelope of type %s', (type) => {
    for (const read of readers) {
      const decoded = outcomeOf(read(`{${poison},"type":"${type}","data":{"text":"hi"}}`));

      expect((decoded as { polluted?: unknown }).polluted).toBeUndefined();
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(decoded));
    }
  });

  it('takes no field from a prototype that the document brings along', () => {
    const inherited = '{"__proto__":{"type":"chat","data":{"text":"hi"}}}';
    const data = '{"type":"chat","data":{"__proto__":{"text":"hi"}}}';

    expect(outcomeOf(messages.decode(inherited))).toEqual(['type: expected string, got undefined']);
    expect(outcomeOf(messages.decode(data))).toEqual(['data.text: expected string, got undefined']);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'valueOf'])('knows no type %s', (type) => {
    const text = JSON.stringify({ type, timestamp, data: { polluted: true } });

    const decoded = outcomeOf(messages.decode(text));

    expect(decoded).toEqual({
      type: 'systemMessage',
      originalType: type,
      timestamp,
      data: { polluted: true },
    });
  });

  it.each(types)('survives a depth of 10,000 in data of type %s', (type) => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    const nested = '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000);

    for (const read of readers) {
      expect(() => read(`{"type":"${type}","data":${deep}}`)).not.toThrow();
      expect(() => read(`{"type":"${type}","data":{"text":"hi","more":${nested}}}`)).not.toThrow();
    }
  });

  it.each(['type', 'id', 'timestamp', 'channel', 'offset', 'data'])(
    'survives a depth of 10,000 as %s',
    (field) => {
      const deep = '['.repeat(10_000) + ']'.repeat(10_000);

      expect(() => messages.decode(`{"type":"ping","${field}":${deep}}`)).not.toThrow();
    },
  );

  it('survives a depth of 10,000 as the document', () => {
    const decoded = outcomeOf(messages.decode('['.repeat(10_000) + ']'.repeat(10_000)));

    expect(decoded).toEqual([': expected Message, got an array']);
  });

  it('refuses what an application cannot look at for its depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);

    const decoded = outcomeOf(app.decode(`{"type":"tree","data":${deep}}`));

    expect(decoded).toEqual([expect.stringMatching(/^data: the codec threw: /)]);
  });

  it('takes a string of 10 MiB, and quotes none of it where it is wrong', () => {
    const long = 'x'.repeat(10 * 1024 * 1024);

    const right = outcomeOf(
      messages.decode(JSON.stringify({ type: 'chat', timestamp, data: { text: long } })),
    );
    const wrong = ['id', 'timestamp', 'offset', 'data'].map((field) =>
      outcomeOf(messages.decode(JSON.stringify({ type: 'chat', data: { text: '' }, [field]: long }))),
    );

    expect(right).toHaveProperty('data.text', long);
    expect(wrong[0]).toHaveProperty('id', long);
    expect(wrong.slice(1)).toEqual([
      ['timestamp: expected ISO 8601 timestamp, got a string of 10485760 characters'],
      ['offset: expected safe integer, got a string of 10485760 characters'],
      ['data: expected ChatData, got a string of 10485760 characters'],
    ]);
  });

  it('says little about 10 MiB that are no JSON', () => {
    const [fault] = outcomeOf(messages.decode('x'.repeat(10 * 1024 * 1024))) as readonly string[];

    expect(fault?.length).toBeLessThan(200);
  });

  it('lets the last one of equal keys count', () => {
    const text = `{"type":"chat","type":"ping","timestamp":"x","timestamp":"${timestamp}","data":1,"data":2}`;

    expect(outcomeOf(messages.decode(text))).toEqual({ type: 'ping', timestamp, data: 2 });
  });

  it.each(['null', '"Invalid Date"', '"NaN"', 'NaN', '1e999', '""', '{}', '[]'])(
    'refuses %s for a date',
    (date) => {
      const decoded = messages.decode(`{"type":"ping","timestamp":${date}}`);
      const seen = messages.decode(
        `{"type":"userStatus","data":{"userId":"u","status":"away","lastSeen":${date}}}`,
      );

      expect([decoded._tag, seen._tag]).toEqual(['Left', 'Left']);
    },
  );

  it('throws for no value at all', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), decodes));
  });

  it('throws for no text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), decodes));
  });

  it('throws for no bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), decodes));
  });

  it('throws for no document that looks like a message', () => {
    const near = fc.record(
      {
        type: fc.oneof(fc.constantFrom(...types), fc.string(), fc.jsonValue()),
        data: fc.oneof(
          fc.jsonValue(),
          fc.record({ action: fc.constantFrom('subscribe', 'ack', 'presence'), channels: fc.jsonValue() }),
        ),
        id: fc.jsonValue(),
        timestamp: fc.oneof(fc.constant(timestamp), fc.jsonValue()),
        originalType: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );

    fc.assert(fc.property(near, (document) => decodes(JSON.stringify(document))));
  });

  function decodes(input: unknown): void {
    for (const read of readers) {
      const decoded = read(input);

      expect(['Left', 'Right']).toContain(decoded._tag);
      if (decoded._tag === 'Left') expect(decoded.left.length).toBeGreaterThan(0);
    }
  }
});
