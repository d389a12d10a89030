import { NEVER } from 'rxjs';
import { sessionPresence } from '../../lib/server/sessionPresence.js';

const connection = 'c1';
const channel = 'a';
const subscribed = { type: 'subscribed', connection, channel, recovered: false, replay: 0 } as const;
const unsubscribed = { type: 'unsubscribed', connection, channel } as const;

describe('sessionPresence', () => {
  it('is present as drawn: where it is subscribed, until it leaves or is gone', () => {
    const calls: string[] = [];
    const note =
      (what: string) =>
      (where: string): void =>
        void calls.push(`${what} ${where}`);
    const client = sessionPresence({
      presence: {
        keeps: (name) => name === 'a',
        enter: note('enter'),
        leave: note('leave'),
        fade: note('fade'),
        observe: () => NEVER,
      },
      connection,
      identity: { user: 'ann' },
      tell: () => {},
    });

    client.heard(subscribed);
    client.heard(unsubscribed);
    client.heard(subscribed);
    client.heard({ ...unsubscribed, code: 'INSUFFICIENT_STATE' });
    client.heard(subscribed);
    client.end();
    client.end();

    expect(calls.filter((call) => call.endsWith(' a'))).toEqual([
      'enter a',
      'leave a',
      'enter a',
      'fade a',
      'enter a',
      'fade a',
    ]);
  });
});
