import { of } from 'rxjs';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';
import { toEventStream } from '../../lib/sse/toEventStream.js';
import { marbles } from '../support/marbles.js';
import { operatorLaws } from 'rxwire/testing';

describe('toEventStream', () => {
  it.each(operatorLaws({ make: () => toEventStream(), value: () => ({ value: { data: 'a' } }) }))(
    '$name',
    ({ check }) => check(),
  );

  it(
    'writes a block for each event and each comment',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('-a----c--|', { a: { data: 'a' }, c: { comment: 'still here' } });
      const expected = '    -a----c--|';

      const result$ = source$.pipe(toEventStream());

      expectObservable(result$).toBe(expected, { a: 'data: a\n\n', c: ': still here\n\n' });
    }),
  );

  it('writes what parseEventStream reads', () => {
    const events = [
      { type: 'message', data: 'a\nb', lastEventId: '1' },
      { type: 'x', data: '', lastEventId: '1', retry: 5 },
      { type: 'message', data: ': no comment', lastEventId: '' },
    ];
    const read: unknown[] = [];

    of(...events)
      .pipe(toEventStream(), parseEventStream())
      .subscribe((event) => read.push(event));

    expect(read).toStrictEqual(events);
  });

  it('errors for what the format cannot carry, after what came before', () => {
    const log: unknown[] = [];

    of({ data: 'a' }, { type: 'b\ndata: c' })
      .pipe(toEventStream())
      .subscribe({ next: (text) => log.push(text), error: (error) => log.push(error) });

    expect(log).toEqual(['data: a\n\n', expect.any(TypeError)]);
  });
});
