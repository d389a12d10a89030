import { checkSessionFixture } from '../../lib/testing/checkSessionFixture.js';

const open = { at: 0, event: 'open', carries: {} };
const session = (...events: readonly unknown[]): unknown => fixture({ dials: [{ at: 0, events }] });

function fixture(members: object): unknown {
  return { format: 'rxwire/session', version: 1, dropped: 0, dials: [], ...members };
}

describe('checkSessionFixture', () => {
  it('lets through what record gives', () => {
    const right = session(
      open,
      { at: 1, event: 'incoming', text: '' },
      { at: 1, event: 'incoming', json: null },
      { at: 2.5, event: 'sent', base64: 'Af8=' },
      { at: 3, event: 'activity' },
      { at: 4, event: 'close', code: 1000, reason: '' },
      { at: 4, event: 'error', error: { name: 'a', message: 'b', fields: {}, cause: { json: null } } },
    );

    expect(checkSessionFixture(right)).toBe(right);
    expect(checkSessionFixture(fixture({}))).toEqual(fixture({}));
  });

  const events = 'fixture.dials[0].events';
  it.each<[value: unknown, message: string]>([
    ['{}', "fixture must be an object; got '{}': JSON.parse it first"],
    [null, 'fixture must be an object; got null'],
    [{}, "fixture.format must be 'rxwire/session'; got undefined"],
    [fixture({ version: 2 }), 'fixture.version must be 1, which this version of rxwire plays; got 2'],
    [fixture({ dropped: -1 }), 'fixture.dropped must be a number, 0 or more; got -1'],
    [fixture({ dials: {} }), 'fixture.dials must be a list; got {}'],
    [fixture({ dials: [[]] }), 'fixture.dials[0] must be an object; got []'],
    [fixture({ dials: [{ at: '0' }] }), "fixture.dials[0].at must be a number, 0 or more; got '0'"],
    [fixture({ dials: [{ at: 0 }] }), `${events} must be a list; got undefined`],
    [
      fixture({ dials: [5, 4].map((at) => ({ at, events: [] })) }),
      'fixture.dials[1].at must be a number, 5 or more; got 4',
    ],
    [session(1), `${events}[0] must be an object; got 1`],
    [
      session({ at: 0, event: 'say' }),
      `${events}[0].event must be one of open, incoming, sent, activity, close, error, complete, unsubscribe; got 'say'`,
    ],
    [
      session({ ...open, at: 3 }, { at: 2, event: 'complete' }),
      `${events}[1].at must be a number, 3 or more; got 2`,
    ],
    [session({ ...open, at: Infinity }), `${events}[0].at must be a number, 0 or more; got Infinity`],
    [
      session(open, open),
      `${events}[1] must be the only opening of its dial; got { at: 0, event: 'open', carries: {} }`,
    ],
    [
      session({ at: 0, event: 'activity' }),
      `${events}[0] must be behind an open; got { at: 0, event: 'activity' }`,
    ],
    [
      session({ at: 0, event: 'complete' }, open),
      `${events}[1] must be the last, since the dial has ended before; got { at: 0, event: 'open', carries: {} }`,
    ],
    [session({ at: 0, event: 'open' }), `${events}[0].carries must be an object; got undefined`],
    [
      session(open, { at: 0, event: 'incoming' }),
      `${events}[1] must be a message with one of text, base64 and json; got { at: 0, event: 'incoming' }`,
    ],
    [
      session(open, { at: 0, event: 'sent', text: 'a', json: 1 }),
      `${events}[1] must be a message with one of text, base64 and json; got { at: 0, event: 'sent', text: 'a', json: 1 }`,
    ],
    [session(open, { at: 0, event: 'sent', text: 1 }), `${events}[1].text must be text; got 1`],
    [session(open, { at: 0, event: 'sent', base64: 'A' }), `${events}[1].base64 must be base64; got 'A'`],
    [
      session(open, { at: 0, event: 'close', reason: '' }),
      `${events}[1].code must be a number, 0 or more; got undefined`,
    ],
    [session(open, { at: 0, event: 'close', code: 1000 }), `${events}[1].reason must be text; got undefined`],
    [session({ at: 0, event: 'error', error: 'a' }), `${events}[0].error must be an object; got 'a'`],
    [session({ at: 0, event: 'error', error: {} }), `${events}[0].error.name must be text; got undefined`],
    [
      session({ at: 0, event: 'error', error: { name: 'a', message: 1 } }),
      `${events}[0].error.message must be text; got 1`,
    ],
    [
      session({ at: 0, event: 'error', error: { name: 'a', message: 'b', fields: [] } }),
      `${events}[0].error.fields must be an object; got []`,
    ],
    [
      session({ at: 0, event: 'error', error: { name: 'a', message: 'b', fields: {}, cause: 1 } }),
      `${events}[0].error.cause must be an object; got 1`,
    ],
  ])('says what is wrong of %j', (value, message) => {
    expect(() => checkSessionFixture(value)).toThrow(new TypeError(message));
  });
});
