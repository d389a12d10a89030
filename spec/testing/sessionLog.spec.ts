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

  it('keeps what fits to the byte', () => {
    const bytes = JSON.stringify(said('a')).length;
    const log = logOf({ maxBytes: 2 * bytes });

    const dial = log.dial(0);
    for (const text of ['a', 'b', 'c']) dial.add(said(text));

    expect(outline(log)).toEqual({ dials: ['a b'], dropped: 1 });
  });

  it('drops what was sent, and signs of life, as it drops messages', () => {
    const log = logOf({ maxEvents: 4, overflow: 'drop-oldest' });

    const dial = log.dial(0);
    const sent: SessionEvent = { at: 1, event: 'sent', text: 's' };
    for (const event of [open, { at: 1, event: 'activity' } as const, sent, said('a'), said('b')]) {
      dial.add(event);
    }

    expect(outline(log)).toEqual({ dials: ['open a b'], dropped: 2 });
  });

  it.each<SessionEvent>([
    { at: 9, event: 'error', error: { json: 'broken' } },
    { at: 9, event: 'complete' },
    { at: 9, event: 'unsubscribe' },
  ])('drops the oldest dial that has ended, with %j', (ended) => {
    const log = logOf({ maxEvents: 4, overflow: 'drop-oldest' });

    const [first, second] = [log.dial(0), log.dial(1)];
    for (const event of [open, ended]) first.add(event);
    for (const event of [open, said('a')]) second.add(event);

    expect(outline(log)).toEqual({ dials: ['open a'], dropped: 2 });
  });

  it('drops no dial that goes on, and nothing of one that is kept comes after what was dropped of it', () => {
    const log = logOf({ maxEvents: 3, overflow: 'drop-oldest' });

    const first = log.dial(0);
    first.add(open);
    const takeBack = first.add({ at: 1, event: 'close', code: 1000, reason: '' });
    const refused = log.dial(1);
    takeBack();
    refused.add({ at: 1, event: 'activity' });

    expect(outline(log)).toEqual({ dials: ['open'], dropped: 2 });
  });
});
