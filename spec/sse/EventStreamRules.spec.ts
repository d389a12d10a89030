import { ConnectionError } from 'rxwire';
import { eventStreamRules, eventTooBig, lineTooLong } from '../../lib/sse/EventStreamRules.js';

describe('eventStreamRules', () => {
  it('has limits by default', () => {
    expect(eventStreamRules({})).toEqual({ maxLineLength: 33_554_432, maxEventSize: 33_554_432 });
  });

  it('lets Infinity turn a limit off', () => {
    const limits = { maxLineLength: Infinity, maxEventSize: Infinity };

    expect(eventStreamRules(limits)).toMatchObject(limits);
  });

  it.each(['maxLineLength', 'maxEventSize'])('refuses a %s that is not a number from 1 on', (name) => {
    for (const value of [0, -1, NaN, '5' as unknown as number]) {
      expect(() => eventStreamRules({ [name]: value })).toThrow(RangeError);
    }
  });

  it.each([
    [lineTooLong, 'maxLineLength, 1'],
    [eventTooBig, 'maxEventSize, 2'],
  ])('has errors that cannot heal for what exceeds a limit: %p', (make, text) => {
    const error = make(eventStreamRules({ maxLineLength: 1, maxEventSize: 2 }));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ kind: 'protocol', code: 1009 });
    expect(error.message).toContain(text);
  });
});
