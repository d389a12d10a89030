import { Refusal } from '../../lib/server/Refusal.js';
import { refuse } from '../../lib/server/refuse.js';
import { sessionAlone } from './sessionAlone.js';

describe('refuse', () => {
  it('makes the reply, and tells what happened with its cause, which the client does not get', () => {
    const { core, served, events } = sessionAlone();
    const cause = new Error('password');

    const { text = '' } = refuse(core, served, new Refusal('UNAVAILABLE', 'later', 5, cause), 'r1', 'a');

    expect(JSON.parse(text)).toMatchObject({
      type: 'error',
      id: 'r1',
      data: { code: 'UNAVAILABLE', message: 'later', channel: 'a', retryable: true, retryAfter: 5 },
    });
    expect(text).not.toContain('password');
    expect(events.seen).toEqual([
      { type: 'refused', connection: 'c1', code: 'UNAVAILABLE', message: 'later', cause },
    ]);
  });
});
