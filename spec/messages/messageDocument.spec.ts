import * as t from 'io-ts';
import { builtInPayloads } from '../../lib/messages/builtInPayloads.js';
import { messageDocument } from '../../lib/messages/messageDocument.js';
import { outcomeOf } from './outcomeOf.js';

const timestamp = '2026-03-01T12:00:00.000Z';
const document = messageDocument(builtInPayloads, () => timestamp);
const chat = { type: 'chat', data: { text: 'hi' }, timestamp };

describe('messageDocument', () => {
  it('leaves a document as it is where nothing is to fill in', () => {
    const input = { ...chat, id: 'm-77', channel: 'room:1', offset: 45, priority: 'high' };
    const before = { ...input };

    const decoded = outcomeOf(document.decode(input));

    expect(decoded).toBe(input);
    expect(decoded).toEqual(before);
    expect(document.encode(decoded as typeof chat & { type: 'chat' })).toBe(input);
  });

  it('fills in a missing timestamp', () => {
    expect(outcomeOf(document.decode({ type: 'ping', id: 'p1' }))).toEqual({
      type: 'ping',
      id: 'p1',
      timestamp,
    });
  });

  it('keeps the type of an unknown message, and its data as it is', () => {
    const data = { action: 'subscribe', channel: 5 };

    const decoded = outcomeOf(document.decode({ type: 'applause', id: 'a1', data }));

    expect(decoded).toEqual({ type: 'systemMessage', originalType: 'applause', id: 'a1', data, timestamp });
  });

  it.each(['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'Chat'])(
    'takes %j for an unknown type',
    (type) => {
      const decoded = outcomeOf(document.decode({ type, timestamp }));

      expect(decoded).toEqual({ type: 'systemMessage', originalType: type, timestamp });
      expect(document.encode(decoded as never)).toEqual({ type, timestamp });
    },
  );

  it('does not believe an original type that stands on the wire', () => {
    const forged = { type: 'systemMessage', originalType: 'chat', data: 'x', timestamp };
    const unknown = { type: 'applause', originalType: 'chat', timestamp };

    expect(outcomeOf(document.decode(forged))).toEqual({ type: 'systemMessage', data: 'x', timestamp });
    expect(outcomeOf(document.decode(unknown))).toEqual({
      type: 'systemMessage',
      originalType: 'applause',
      timestamp,
    });
  });

  it('checks the data by the type, and leads to the fault', () => {
    const subscribe = { action: 'subscribe', channels: [{ channel: 5 }] };

    expect(outcomeOf(document.decode({ type: 'chat', data: {} }))).toEqual([
      'data.text: expected string, got undefined',
    ]);
    expect(outcomeOf(document.decode({ type: 'chat' }))).toEqual(['data: expected ChatData, got undefined']);
    expect(outcomeOf(document.decode({ type: 'systemMessage', data: subscribe }))).toEqual([
      'data.channels.0.channel: expected string, got 5',
    ]);
  });

  it('checks the envelope before the data', () => {
    const decoded = outcomeOf(document.decode({ type: 'chat', id: 7, timestamp: 'Invalid Date', data: {} }));

    expect(decoded).toEqual([
      'id: expected string, got 7',
      'timestamp: expected ISO 8601 timestamp, got "Invalid Date"',
    ]);
  });

  it('leaves a refused document untouched', () => {
    const input = { type: 'chat', data: {} };

    document.decode(input);

    expect(input).toEqual({ type: 'chat', data: {} });
  });

  it('refuses a message when the clock fails, and only then', () => {
    const broken = messageDocument(builtInPayloads, () => {
      throw new RangeError('no time');
    });

    expect(outcomeOf(broken.decode({ type: 'ping' }))).toEqual(['timestamp: the clock gave no time']);
    expect(outcomeOf(broken.decode({ type: 'ping', timestamp }))).toEqual({ type: 'ping', timestamp });
  });

  describe('is', () => {
    it.each([
      ['a message', chat, true],
      ['a message without a timestamp', { type: 'ping' }, false],
      ['data that does not fit', { ...chat, data: {} }, false],
      ['an unknown type that is not told as one', { type: 'applause', timestamp }, false],
      ['an unknown message', { type: 'systemMessage', originalType: 'applause', timestamp }, true],
      [
        'an unknown message of a known type',
        { type: 'systemMessage', originalType: 'chat', timestamp },
        false,
      ],
      ['an original type that is no text', { type: 'systemMessage', originalType: 5, timestamp }, false],
      ['a system message', { type: 'systemMessage', data: 'x', timestamp }, true],
      ['no object', 'chat', false],
    ])('judges %s', (_, input, expected) => {
      expect(document.is(input)).toBe(expected);
    });
  });

  describe('with the codec of an application', () => {
    const DateFromText = new t.Type<Date, string, unknown>(
      'Date',
      (u): u is Date => u instanceof Date,
      (u, c) => (typeof u === 'string' ? t.success(new Date(u)) : t.failure(u, c)),
      (date) => date.toISOString(),
    );
    const Reading = t.intersection([t.type({ at: DateFromText }), t.partial({ speed: t.number })]);
    const app = messageDocument({ reading: Reading, track: t.type({ title: t.string }) }, () => timestamp);
    const wire = { at: '1970-01-01T00:00:00.005Z', speed: 81 };

    it('decodes and encodes the data', () => {
      const decoded = outcomeOf(app.decode({ type: 'reading', timestamp, data: wire }));

      expect(decoded).toEqual({ type: 'reading', timestamp, data: { at: new Date(5), speed: 81 } });
      expect(app.is(decoded)).toBe(true);
      expect(app.encode(decoded as never)).toEqual({ type: 'reading', timestamp, data: wire });
    });

    it('leads to the fault through intersections', () => {
      const decoded = app.decode({ type: 'reading', data: { at: '', speed: 'fast' } });

      expect(outcomeOf(decoded)).toEqual(['data.speed: expected number, got "fast"']);
      expect(decoded._tag === 'Left' && decoded.left[0]?.context.map(({ key }) => key)).toEqual([
        '',
        'data',
        'speed',
      ]);
    });

    it('refuses a copy of data with a key __proto__', () => {
      const data: unknown = JSON.parse('{"at":"1970-01-01","deep":[{"__proto__":{"polluted":true}}]}');

      expect(outcomeOf(app.decode({ type: 'reading', data }))).toEqual(['data: has a key __proto__']);
    });

    it('keeps an ordinary key __proto__ where nothing is copied', () => {
      const data: unknown = JSON.parse('{"title":"a","__proto__":{"polluted":true}}');

      const decoded = outcomeOf(app.decode({ type: 'track', timestamp, data }));

      expect(decoded).toHaveProperty('data', data);
      expect(data).not.toHaveProperty('polluted');
    });

    it.each([
      ['an Error', new Error('out of order'), 'data: the codec threw: out of order'],
      ['something else', 'words', 'data: the codec threw: no Error'],
    ])('refuses a message whose codec throws %s', (_, thrown, fault) => {
      const Broken = new t.Type<string>(
        'Broken',
        t.string.is,
        () => {
          throw thrown;
        },
        t.identity,
      );

      const decoded = messageDocument({ broken: Broken }, () => timestamp).decode({
        type: 'broken',
        data: 1,
      });

      expect(outcomeOf(decoded)).toEqual([fault]);
    });

    it('writes the data of an unknown message as it came, whatever its type means here', () => {
      const message = { type: 'systemMessage', originalType: 'reading', data: wire, timestamp };

      expect(app.encode(message as never)).toEqual({ type: 'reading', data: wire, timestamp });
    });
  });
});
