import { sessionLog } from '../../lib/testing/sessionLog.js';
import type { SessionLog, SessionLogConfig } from '../../lib/testing/sessionLog.js';
import type { SessionEvent } from '../../lib/testing/SessionFixture.js';

const open: SessionEvent = { at: 0, event: 'open', carries: {} };
const end: SessionEvent = { at: 9, event: 'complete' };
const said = (text: string): SessionEvent => ({ at: 1, event: 'incoming', text });

function logOf(config: Partial<SessionLogConfig>): SessionLog {
  return sessionLog({ maxEvents: 100, maxBytes: 10_000, overflow: 'drop-newest', ...config });
}

function outline(log: SessionLog): unknown {
  const { dials, dropped } = log.fixture();
  const words = dials.map(({ events }) =>
    events.map((each) => ('text' in each ? each.text : each.event)).join(' '),
  );
  return { dials: words, dropped };
}

describe('sessionLog', () => {
  it('drops, as the newest, all that comes after the first that does not fit', () => {
    const log = logOf({ maxBytes: 200 });

    const dial = log.dial(0);
    for (const event of [open, said('a'), said('b'.repeat(200)), said('c'), end]) dial.add(event);
    log.dial(1).add(open);

    expect(outline(log)).toEqual({ dials: ['open a'], dropped: 5 });
  });

  it('drops the oldest messages, and leaves each link its opening and its end', () => {
    const log = logOf({ maxEvents: 5, overflow: 'drop-oldest' });

    const dial = log.dial(0);
    for (const event of [open, said('a'), said('b'), said('c'), said('d'), end]) dial.add(event);

    expect(outline(log)).toEqual({ dials: ['open c d complete'], dropped: 2 });
  });

  it('drops the oldest dials that have ended when they have no messages left', () => {
    const log = logOf({ maxEvents: 6, overflow: 'drop-oldest' });

    for (const text of ['a', 'b', 'c']) {
      const dial = log.dial(0);
      for (const event of [open, said(text), end]) dial.add(event);
    }

    expect(outline(log)).toEqual({ dials: ['open c complete'], dropped: 6 });
  });

  it('keeps a storm of dials that fail within its bounds', () => {
    const log = logOf({ maxEvents: 10, overflow: 'drop-oldest' });

    for (let dial = 0; dial < 1_000; dial++) log.dial(dial).add({ at: 0, event: 'complete' });

    expect(outline(log)).toEqual({ dials: Array.from({ length: 5 }, () => 'complete'), dropped: 995 });
    expect(log.fixture().dials.at(-1)?.at).toBe(999);
  });

  it('counts bytes of JSON', () => {
    const bytes = JSON.stringify(said('a')).length;
    const log = logOf({ maxBytes: 2 * bytes, overflow: 'drop-oldest' });

    const dial = log.dial(0);
    for (const text of ['a', 'b', 'c', 'x'.repeat(200), 'd']) dial.add(said(text));

    expect(outline(log)).toEqual({ dials: ['c d'], dropped: 3 });
  });

  it('takes a note back, once', () => {
    const log = logOf({ maxEvents: 3 });
    const dial = log.dial(0);

    const takeBack = dial.add(said('a'));
    takeBack();
    takeBack();
    for (const text of ['b', 'c', 'd']) dial.add(said(text));

    expect(outline(log)).toEqual({ dials: ['b c'], dropped: 1 });
  });
});
