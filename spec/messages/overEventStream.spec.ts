import fc from 'fast-check';
import * as t from 'io-ts';
import { map, of } from 'rxjs';
import { formatServerSentEvent, parseEventStream, realtimeClient, whileConnected, withCodec } from 'rxwire';
import type { ServerSentEvent } from 'rxwire';
import { EventModel } from '../../lib/messages/EventModel.js';
import { messageRegistry } from '../../lib/messages/messageRegistry.js';
import { overEventStream } from '../../lib/messages/overEventStream.js';
import { marbles } from '../support/marbles.js';
import { outcomeOf } from './outcomeOf.js';

const timestamp = '2026-03-01T12:00:00.000Z';
const registry = messageRegistry({ payloads: { price: t.type({ eur: t.number }) }, now: () => 0 });
const codec = overEventStream(registry);
const price = { type: 'price' as const, timestamp, data: { eur: 12 } };

/** An event as it comes out of the parser. */
const eventOf = (document: unknown, lastEventId = '41'): ServerSentEvent => ({
  type: 'message',
  data: JSON.stringify(document),
  lastEventId,
});

describe('overEventStream', () => {
  it('reads the data of an event', () => {
    expect(outcomeOf(codec.decode(eventOf({ ...price, id: 'm-1' })))).toEqual({ ...price, id: 'm-1' });
  });

  it('gives a message without an id the last event ID, where there is one', () => {
    expect(outcomeOf(codec.decode(eventOf(price)))).toEqual({ ...price, id: '41' });
    expect(outcomeOf(codec.decode(eventOf(price, '')))).toEqual(price);
    expect(outcomeOf(codec.decode(eventOf({ ...price, id: '' })))).toEqual({ ...price, id: '' });
  });

  it('takes missing timestamps from the clock of the codec', () => {
    expect(outcomeOf(codec.decode(eventOf({ type: 'ping' })))).toEqual({
      type: 'ping',
      id: '41',
      timestamp: '1970-01-01T00:00:00.000Z',
    });
  });

  it('keeps the type of a message that the codec does not know, and writes it again', () => {
    const applause = { type: 'systemMessage', originalType: 'applause', timestamp, data: 11, id: '41' };
    const decoded = codec.decode(eventOf({ type: 'applause', timestamp, data: 11 }));

    expect(outcomeOf(decoded)).toEqual(applause);
    expect(decoded._tag === 'Right' && codec.toEvent(decoded.right)).toEqual({
      type: 'applause',
      lastEventId: '41',
      data: `{"type":"applause","timestamp":"${timestamp}","data":11,"id":"41"}`,
    });
  });

  it('reads frames of a WebSocket as well', () => {
    expect(outcomeOf(codec.decode(JSON.stringify(price)))).toEqual(price);
    expect(outcomeOf(codec.decode(new TextEncoder().encode(JSON.stringify(price))))).toEqual(price);
  });

  it('reads the events of the platform, which have their members from a prototype', () => {
    const event = Object.create({ data: JSON.stringify(price), lastEventId: '7' }) as object;

    expect(outcomeOf(codec.decode(event))).toEqual({ ...price, id: '7' });
  });

  it.each([[undefined], [null], [5], [{}], [{ data: 5 }], [[]], [{ lastEventId: '1' }]])(
    'refuses %j as the codec does',
    (input) => {
      expect(outcomeOf(codec.decode(input))).toEqual([': neither text nor bytes']);
    },
  );

  it('leaves alone what a codec of yours makes of it, unless that is a plain object', () => {
    class Reading {
      readonly value = 1;
    }
    const reading = new Reading();
    const own = overEventStream({
      decode: (input) => ({ _tag: 'Right', right: input === 'a' ? reading : 5 }),
      encode: String,
    });

    expect(own.decode({ data: 'a', lastEventId: '1' })).toEqual({ _tag: 'Right', right: reading });
    expect(own.decode({ data: 'b', lastEventId: '1' })).toEqual({ _tag: 'Right', right: 5 });
  });

  it.each([
    ['a line end in the type', { type: 'a\ndata: b', timestamp }, {}],
    ['an empty type', { type: '', timestamp }, {}],
    ['a line end in the id', { type: 'a', id: '1\r', timestamp }, { type: 'a' }],
    ['NULL in the id', { type: 'a', id: '\0', timestamp }, { type: 'a' }],
  ])('leaves in the text alone what no event can bear: %s', (_, event, expected) => {
    const events = overEventStream(EventModel);

    const { data, ...rest } = events.toEvent(event);

    expect(rest).toEqual(expected);
    expect(outcomeOf(events.decode({ type: 'message', data, lastEventId: '' }))).toEqual(event);
  });

  it('reads what it writes, over a stream, whatever the event', () => {
    const events = overEventStream(EventModel);
    const event = fc.record({
      type: fc.string({ unit: 'binary' }),
      data: fc.jsonValue(),
      id: fc.string({ unit: 'binary' }),
    });

    fc.assert(
      fc.property(event, (made) => {
        const read: unknown[] = [];

        of({ ...made, timestamp })
          .pipe(
            map((model) => formatServerSentEvent(events.toEvent(model))),
            parseEventStream(),
            map((sent) => outcomeOf(events.decode(sent))),
          )
          .subscribe((model) => read.push(model));

        expect(read).toEqual([JSON.parse(JSON.stringify({ ...made, timestamp }))]);
      }),
    );
  });

  const events = { a: eventOf(price), x: { ...eventOf(0), data: '{' } };
  const decoded = { a: { ...price, id: '41' } };

  it(
    'makes messages of a connection that brings events',
    marbles(({ connection, expectObservable }) => {
      const source$ = connection<ServerSentEvent, never>(['o-a-x-a-#'], { values: events });
      const unsubscription = '                             --------!';
      const expected = '                                   --a---a--';

      const message$ = source$.pipe(
        withCodec(codec),
        map((link) => ({ status: 'connected' as const, connection: link })),
        whileConnected(({ incoming$ }) => incoming$),
      );

      expectObservable(message$, unsubscription).toBe(expected, decoded);
    }),
  );

  it(
    'is the codec of a client over events',
    marbles(({ connection, expectObservable }) => {
      const transport$ = connection<ServerSentEvent, never>(['o-a-x-a--'], { values: events });
      const unsubscription = '                                --------!';
      const client = realtimeClient({ transport: transport$, codec });

      expectObservable(client.messages$, unsubscription).toBe('--a---a--', decoded);
      expectObservable(client.invalid$.pipe(map(({ raw }) => raw)), unsubscription).toBe('----x', events);
    }),
  );
});
