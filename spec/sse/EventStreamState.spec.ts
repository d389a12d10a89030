import { draftOf, eventStreamState } from '../../lib/sse/EventStreamState.js';

describe('eventStreamState', () => {
  it('has nothing in its buffers and waits for a BOM', () => {
    const { atStart, lastEventId, ...rest } = eventStreamState();

    expect({ atStart, lastEventId }).toEqual({ atStart: true, lastEventId: '' });
    expect(Object.values(rest).filter(Boolean)).toEqual([]);
  });

  it('goes on from a last event ID', () => {
    expect(eventStreamState('7')).toEqual({ ...eventStreamState(), lastEventId: '7' });
  });

  it.each(['a\n', 'a\r', 'a\0'])('refuses an ID that no stream can have named: %j', (lastEventId) => {
    expect(() => eventStreamState(lastEventId)).toThrow(TypeError);
  });
});

describe('draftOf', () => {
  it('copies every member', () => {
    const state = Object.fromEntries(Object.keys(eventStreamState()).map((name) => [name, name]));

    const draft = draftOf(state as never);

    expect(draft).toEqual(state);
    expect(draft).not.toBe(state);
  });
});
