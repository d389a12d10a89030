import { NEVER, Subject } from 'rxjs';
import { sessionPresence } from '../../lib/server/sessionPresence.js';
import type { HubEvent } from 'rxwire/server';

const connection = 'c1';
const channel = 'a';
const subscribed: HubEvent = { type: 'subscribed', connection, channel, recovered: false, replay: 0 };
const unsubscribed: HubEvent = { type: 'unsubscribed', connection, channel };

describe('sessionPresence', () => {
  it('is present as drawn: where it is subscribed, until it leaves or is gone', () => {
    const events$ = new Subject<HubEvent>();
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
      events$,
      tell: () => {},
    });

    events$.next({ ...subscribed, channel: 'keeps none' });
    events$.next(subscribed);
    events$.next(unsubscribed);
    events$.next(subscribed);
    events$.next({ ...unsubscribed, code: 'INSUFFICIENT_STATE' });
    events$.next(subscribed);
    client.end();
    client.end();
    events$.next(subscribed);

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
