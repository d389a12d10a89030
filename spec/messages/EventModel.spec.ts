import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { EventModel, eventModel } from '../../lib/messages/EventModel.js';
import { outcomeOf } from './outcomeOf.js';

const timestamp = '2026-03-01T12:00:00.000Z';
const atFive = eventModel({ now: () => 5_000 });

describe('EventModel', () => {
  it.each([
    { type: 'price', data: { eur: 12 }, id: '41', timestamp },
    { type: 'price', timestamp },
    { type: '', data: null, id: '', timestamp: '2026-03-01' },
    { type: 'constructor', data: [], timestamp, channel: 5, more: { kept: true } },
  ])('reads %j, and writes it again', (event) => {
    const text = JSON.stringify(event);

    const decoded = EventModel.decode(text);

    expect(outcomeOf(decoded)).toEqual(event);
    expect(EventModel.is(event)).toBe(true);
    expect(EventModel.encode(event)).toBe(text);
  });

  it('reads bytes of UTF-8', () => {
    const bytes = new TextEncoder().encode(`{"type":"\u00fc","timestamp":"${timestamp}"}`);

    expect(outcomeOf(EventModel.decode(bytes))).toEqual({ type: '\u00fc', timestamp });
  });

  it.each([
    ['no JSON', '{"type":"price"', expect.stringMatching(/^: /)],
    ['a list', '[]', ': expected EventModel, got an array'],
    ['null', 'null', ': expected EventModel, got null'],
    ['no type', `{"timestamp":"${timestamp}"}`, 'type: expected string, got undefined'],
    ['a type that is no text', `{"type":5,"timestamp":"${timestamp}"}`, 'type: expected string, got 5'],
    ['an id that is no text', '{"type":"a","id":41}', 'id: expected string, got 41'],
    ['no date', '{"type":"a","timestamp":null}', 'timestamp: expected ISO 8601 timestamp, got null'],
    ['no text', 5, ': neither text nor bytes'],
  ])('refuses %s', (_, input, fault) => {
    expect(outcomeOf(EventModel.decode(input))).toEqual([fault]);
  });

  it('takes a missing timestamp from the clock', () => {
    expect(outcomeOf(atFive.decode('{"type":"a"}'))).toEqual({
      type: 'a',
      timestamp: '1970-01-01T00:00:05.000Z',
    });
  });

  it('takes the time of the scheduler where no clock is given', () => {
    new TestScheduler(() => undefined).run(() => {
      expect(outcomeOf(EventModel.decode('{"type":"a"}'))).toHaveProperty(
        'timestamp',
        '1970-01-01T00:00:00.000Z',
      );
    });
  });

  it('refuses an event without a timestamp when the clock fails, and only then', () => {
    const broken = eventModel({ now: () => NaN });

    expect(outcomeOf(broken.decode('{"type":"a"}'))).toEqual(['timestamp: the clock gave no time']);
    expect(outcomeOf(broken.decode(`{"type":"a","timestamp":"${timestamp}"}`))).toHaveProperty('type', 'a');
  });

  it('is no event without a timestamp', () => {
    expect(EventModel.is({ type: 'a' })).toBe(false);
  });

  it('reads what it writes, whatever the data', () => {
    const event = fc.record(
      { type: fc.string({ unit: 'binary' }), data: fc.jsonValue(), id: fc.string({ unit: 'binary' }) },
      { requiredKeys: ['type'] },
    );

    fc.assert(
      fc.property(event, (made) => {
        const text = EventModel.encode({ ...made, timestamp });

        expect(outcomeOf(EventModel.decode(text))).toEqual(
          JSON.parse(JSON.stringify({ ...made, timestamp })),
        );
      }),
    );
  });
});
