import { from, map, of, retry, scan, tap, toArray } from 'rxjs';
import { eventStreamReducer, eventStreamSeed } from '../../lib/sse/eventStreamReducer.js';
import { marbles } from '../support/marbles.js';

const message = (data: string): object => ({ type: 'message', data, lastEventId: '' });

describe('eventStreamReducer', () => {
  it(
    'folds chunks to the events that each dispatches',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('-a---b---c---|', { a: 'da', b: 'ta: 1\n\ndata:', c: ' 2\n\n' });
      const expected = '    -n---1---2---|';

      const result$ = source$.pipe(
        scan(eventStreamReducer(), eventStreamSeed()),
        map(({ events }) => events),
      );

      expectObservable(result$).toBe(expected, { n: [], 1: [message('1')], 2: [message('2')] });
    }),
  );

  it('gives the same for the same, as often as it is asked', () => {
    const reduce = eventStreamReducer();
    const half = reduce(eventStreamSeed(), 'id: 1\ndata: a\ndata: ');

    const [once, again] = [reduce(half, 'b\n\n'), reduce(half, 'b\n\n')];

    expect(again).toEqual(once);
    expect(once.events).toEqual([{ type: 'message', data: 'a\nb', lastEventId: '1' }]);
    expect(half.events).toEqual([]);
  });

  it('leaves the state that it is given as it was', () => {
    const reduce = eventStreamReducer();
    const chunks = [
      '\ufeff',
      ':c\r',
      '\nevent: x\nid: 1\nretry: 5\nda',
      'ta: a\ndata: b\n',
      '\n',
      Uint8Array.of(0xe2),
      'x',
    ];
    let state = eventStreamSeed();

    for (const chunk of chunks) {
      const before = Object.freeze(state);
      const copy = structuredClone(before);
      state = reduce(before, chunk);

      expect(before).toEqual(copy);
    }
  });

  it('lets its seed be shared by all subscribers and retries of a scan', () => {
    let attempts = 0;
    const source$ = from(['data: a\n\n', 'data: b\ndata: ']).pipe(
      tap({
        complete: () => {
          attempts += 1;
          if (attempts < 3) throw new Error();
        },
      }),
    );
    const events$ = source$.pipe(
      scan(eventStreamReducer(), eventStreamSeed()),
      map(({ events }) => events.map(({ data }) => data)),
      retry(),
      toArray(),
    );
    let all: unknown;

    events$.subscribe((each) => (all = each));

    expect(all).toEqual([['a'], [], ['a'], [], ['a'], []]);
  });

  it('says what a reconnection needs', () => {
    let last: object = {};

    of('id: 1\nretry: 5\n\n', 'id: 2\ndata: x\n')
      .pipe(scan(eventStreamReducer(), eventStreamSeed()))
      .subscribe((state) => (last = state));

    expect(last).toMatchObject({ lastEventId: '1', reconnectionTime: 5 });
  });

  it('keeps to the limits', () => {
    const reduce = eventStreamReducer({ maxLineLength: 7, maxEventSize: 2 });

    expect(() => reduce(eventStreamSeed(), 'data: ab')).toThrow('maxLineLength, 7');
    expect(() => reduce(eventStreamSeed(), 'data:abc')).toThrow('maxLineLength, 7');
    expect(() => reduce(eventStreamSeed(), 'data:a\ndata:b\n')).toThrow('maxEventSize, 2');
    expect(() => eventStreamReducer({ maxEventSize: 0 })).toThrow(RangeError);
  });
});

describe('eventStreamSeed', () => {
  it('goes on from a last event ID', () => {
    const { events } = eventStreamReducer()(eventStreamSeed('7'), 'data: a\n\n');

    expect(events).toEqual([{ type: 'message', data: 'a', lastEventId: '7' }]);
  });

  it('has dispatched nothing', () => {
    expect(eventStreamSeed().events).toEqual([]);
  });

  it('refuses an ID that no stream can have named', () => {
    expect(() => eventStreamSeed('a\n')).toThrow(TypeError);
  });
});
