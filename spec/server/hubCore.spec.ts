import { memoryBroker } from 'rxwire/server';
import { hubCore } from '../../lib/server/hubCore.js';
import { Refusal } from '../../lib/server/Refusal.js';
import { recorded } from '../support/recorded.js';

describe('hubCore', () => {
  it('follows a channel once, while somebody observes it', () => {
    const core = hubCore({ broker: memoryBroker() });
    const feed = core.feedOf('a');
    expect(core.feedOf('a')).toBe(feed);

    const { subscription } = recorded(feed.observe({ hold: () => {}, live: () => {} }, {}));
    subscription.unsubscribe();

    expect(core.feeds.size).toBe(0);
    expect(core.feedOf('a')).not.toBe(feed);
  });

  it('tells what it was refused with, and hides what went wrong inside', () => {
    const core = hubCore({ broker: memoryBroker() });
    const said = (error: unknown): unknown =>
      (JSON.parse(core.refusal(error, 'r1', 'a').text) as { readonly data: unknown }).data;

    expect(said(new Refusal('LIMIT_RATE', 'too many', 50))).toEqual({
      code: 'LIMIT_RATE',
      message: 'too many',
      channel: 'a',
      retryable: true,
      retryAfter: 50,
    });
    expect(said(new Error('password of the database'))).toMatchObject({
      code: 'INTERNAL',
      message: 'something went wrong',
    });
  });

  it('denies unless told otherwise', () => {
    const { authorize } = hubCore({ broker: memoryBroker() });

    expect(authorize({} as never)).toBe(false);
  });

  it('refuses a time to authenticate that it does not know', () => {
    expect(() => hubCore({ broker: memoryBroker(), authenticateBy: 'messages' as never })).toThrow(
      new TypeError('authenticateBy must be one of handshake, message, either; got messages'),
    );
  });
});
