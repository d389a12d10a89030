import * as t from 'io-ts';
import { messageRegistry } from '../../lib/messages/messageRegistry.js';
import { outcomeOf } from './outcomeOf.js';

const timestamp = '1970-01-01T00:00:05.000Z';
const Telemetry = t.type({ speed: t.number });

describe('messageRegistry', () => {
  it('takes missing timestamps from the clock', () => {
    const registry = messageRegistry({ now: () => 5_000 });

    expect(outcomeOf(registry.decode('{"type":"ping"}'))).toEqual({ type: 'ping', timestamp });
  });

  it('is one codec that can be taken apart', () => {
    const { decode, encode, is } = messageRegistry({ now: () => 5_000 });

    const decoded = decode('{"type":"pong","id":"p1"}');

    expect(outcomeOf(decoded)).toEqual({ type: 'pong', id: 'p1', timestamp });
    expect(decoded._tag === 'Right' && is(decoded.right) && encode(decoded.right)).toBe(
      `{"type":"pong","id":"p1","timestamp":"${timestamp}"}`,
    );
  });

  describe('with a type added', () => {
    const registry = messageRegistry({ payloads: { telemetry: Telemetry } });

    it('knows the type, and the seven still', () => {
      const telemetry = { type: 'telemetry', timestamp, data: { speed: 81 } };
      const chat = { type: 'chat', timestamp, data: { text: 'hi' } };

      expect(outcomeOf(registry.decode(JSON.stringify(telemetry)))).toEqual(telemetry);
      expect(outcomeOf(registry.decode(JSON.stringify(chat)))).toEqual(chat);
    });

    it('checks its data', () => {
      expect(outcomeOf(registry.decode('{"type":"telemetry","data":{"speed":"fast"}}'))).toEqual([
        'data.speed: expected number, got "fast"',
      ]);
    });

    it('gives its payloads to the next registry', () => {
      const next = messageRegistry({ payloads: { ...registry.payloads, position: t.type({ x: t.number }) } });

      expect(next.decode('{"type":"telemetry","data":{}}')._tag).toBe('Left');
      expect(next.decode('{"type":"position","data":{"x":1}}')._tag).toBe('Right');
    });
  });

  it('narrows a built-in type', () => {
    const Short = t.refinement(t.type({ text: t.string }), ({ text }) => text.length < 3, 'Short');
    const registry = messageRegistry({ payloads: { chat: Short } });

    expect(registry.decode('{"type":"chat","data":{"text":"hi"}}')._tag).toBe('Right');
    expect(outcomeOf(registry.decode('{"type":"chat","data":{"text":"hello"}}'))).toEqual([
      'data: expected Short, got an object',
    ]);
  });

  it('keeps what is unknown apart where systemMessage is narrowed', () => {
    const registry = messageRegistry({
      payloads: { systemMessage: t.type({ action: t.literal('applaud') }) },
    });

    expect(registry.decode('{"type":"systemMessage","data":{"action":"boo"}}')._tag).toBe('Left');
    expect(outcomeOf(registry.decode('{"type":"boo"}'))).toMatchObject({ originalType: 'boo' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('registers a type named %s like any other', (name) => {
    const registry = messageRegistry({ payloads: { [name]: Telemetry } });

    expect(outcomeOf(registry.decode(JSON.stringify({ type: name, data: { speed: 81 } })))).toMatchObject({
      type: name,
      data: { speed: 81 },
    });
    expect(registry.decode(JSON.stringify({ type: name, data: {} }))._tag).toBe('Left');
  });

  it('decodes a codec of an application even where the data is valid already', () => {
    const Trimmed = new t.Type<string>(
      'Trimmed',
      t.string.is,
      (u, c) => (typeof u === 'string' ? t.success(u.trim()) : t.failure(u, c)),
      (text) => `${text} `,
    );
    const registry = messageRegistry({ payloads: { word: Trimmed } });

    const decoded = registry.decode(`{"type":"word","timestamp":"${timestamp}","data":" a "}`);

    expect(outcomeOf(decoded)).toEqual({ type: 'word', timestamp, data: 'a' });
    expect(decoded._tag === 'Right' && registry.encode(decoded.right)).toBe(
      `{"type":"word","timestamp":"${timestamp}","data":"a "}`,
    );
  });

  it('refuses a payload that is no codec at once', () => {
    expect(() => messageRegistry({ payloads: { track: {} as t.Mixed } })).toThrow(
      new TypeError('payloads.track is no io-ts codec'),
    );
    expect(() => messageRegistry({ payloads: { chat: undefined as unknown as t.Mixed } })).toThrow(TypeError);
  });

  describe('create', () => {
    let made = 0;
    const registry = messageRegistry({
      payloads: { telemetry: Telemetry },
      now: () => 5_000,
      newId: () => `m-${++made}`,
    });
    beforeEach(() => (made = 0));

    it('makes a message with an id and the time of now', () => {
      const messages = [registry.create('chat', { text: 'a' }), registry.create('telemetry', { speed: 81 })];

      expect(messages).toStrictEqual([
        { type: 'chat', id: 'm-1', timestamp, data: { text: 'a' } },
        { type: 'telemetry', id: 'm-2', timestamp, data: { speed: 81 } },
      ]);
    });

    it('takes id, time and channel from the options', () => {
      const options = { id: 'r1', timestamp: '2026-03-01', channel: 'room:1' };

      const message = registry.create('chat', { text: 'a' }, options);

      expect(message).toStrictEqual({ type: 'chat', ...options, data: { text: 'a' } });
      expect(made).toBe(0);
    });

    it('leaves out data that there is none of', () => {
      expect(registry.create('ping')).toStrictEqual({ type: 'ping', id: 'm-1', timestamp });
      expect(registry.create('pong', undefined, { id: 'p1' })).toStrictEqual({
        type: 'pong',
        id: 'p1',
        timestamp,
      });
    });

    it('makes what decodes to itself', () => {
      const message = registry.create('systemMessage', { action: 'unsubscribe', channel: 'a' });

      expect(outcomeOf(registry.decode(registry.encode(message)))).toEqual(message);
    });

    it('makes random ids unless told otherwise', () => {
      expect(messageRegistry().create('ping').id).toMatch(/^[0-9a-f]{32}$/);
    });
  });
});
