import { dispatchData, dispatchEvent } from '../../lib/sse/dispatchEvent.js';
import { eventStreamRules } from '../../lib/sse/EventStreamRules.js';
import type { EventStreamCallbacks } from '../../lib/sse/EventStreamRules.js';
import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';
import type { EventStreamDraft } from '../../lib/sse/EventStreamState.js';

const draftWith = (buffers: Partial<EventStreamDraft>): EventStreamDraft => ({
  ...draftOf(eventStreamState('0')),
  ...buffers,
});

/** What is told when a block ends with these buffers. */
function told(draft: EventStreamDraft, callbacks: EventStreamCallbacks = {}): unknown[] {
  const log: unknown[] = [];
  const observer = { closed: false, next: (event: unknown) => log.push(event) };
  dispatchEvent(draft, eventStreamRules({ onId: (context) => log.push(context), ...callbacks }), observer);
  return log;
}

describe('dispatchEvent', () => {
  it('dispatches the event that the buffers make, after its ID', () => {
    const log = told(draftWith({ dataBuffer: 'a', typeBuffer: 'x', idBuffer: '1', retryBuffer: 5 }));

    expect(log).toStrictEqual([{ lastEventId: '1' }, { type: 'x', data: 'a', lastEventId: '1', retry: 5 }]);
  });

  it('takes message for the type and the last ID there was, and leaves out a reconnection time that was not named', () => {
    const log = told(draftWith({ dataBuffer: '' }));

    expect(log).toStrictEqual([{ type: 'message', data: '', lastEventId: '0' }]);
  });

  it('commits the ID without data too', () => {
    const draft = draftWith({ idBuffer: '1' });

    const log = told(draft);

    expect(log).toEqual([{ lastEventId: '1' }]);
    expect(draft.lastEventId).toBe('1');
  });

  it('tells no ID that is the one before', () => {
    const log = told(draftWith({ idBuffer: '0' }));

    expect(log).toEqual([]);
  });

  it.each([[undefined], ['a']])('resets all buffers, with data and without: %j', (dataBuffer) => {
    const draft = draftWith({
      dataBuffer,
      typeBuffer: 'x',
      idBuffer: '1',
      retryBuffer: 5,
      reconnectionTime: 5,
    });

    told(draft);

    expect(draft).toEqual({ ...draftOf(eventStreamState('1')), reconnectionTime: 5 });
  });

  it('has reset all buffers and committed the ID before it tells anybody', () => {
    const seen: EventStreamDraft[] = [];
    const draft = draftWith({ dataBuffer: 'a', typeBuffer: 'x', idBuffer: '1', retryBuffer: 5 });
    const observer = { closed: false, next: () => seen.push({ ...draft }) };

    dispatchEvent(draft, eventStreamRules({}), observer);

    expect(seen).toEqual([draftOf(eventStreamState('1'))]);
  });
});

describe('dispatchData', () => {
  it('does the same with data that never was in the buffer', () => {
    const events: unknown[] = [];
    const draft = draftWith({ typeBuffer: 'x', idBuffer: '1', retryBuffer: 5 });

    dispatchData('a', draft, eventStreamRules({}), { closed: false, next: (event) => events.push(event) });

    expect(events).toEqual([{ type: 'x', data: 'a', lastEventId: '1', retry: 5 }]);
    expect(draft).toEqual(draftOf(eventStreamState('1')));
  });
});
