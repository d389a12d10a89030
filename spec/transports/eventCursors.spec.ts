import { eventCursors } from '../../lib/transports/eventCursors.js';

describe('eventCursors', () => {
  it('begin at the seed', () => {
    expect(eventCursors('7').take()).toEqual({ lastEventId: '7', reconnectionTime: undefined });
  });

  it('are one for attempts that follow one another', () => {
    const cursors = eventCursors('');
    const first = cursors.take();

    cursors.giveBack(first);

    expect(cursors.take()).toBe(first);
  });

  it('are others for attempts beside it, the one given back last first', () => {
    const cursors = eventCursors('');
    const [first, second, third] = [cursors.take(), cursors.take(), cursors.take()];

    cursors.giveBack(second);
    cursors.giveBack(first);

    expect(new Set([first, second, third]).size).toBe(3);
    expect([cursors.take(), cursors.take()]).toEqual([first, second]);
    expect(cursors.take()).not.toBe(third);
  });
});
