import { EMPTY } from 'rxjs';
import { ConnectionError } from 'rxwire';
import type { Connection } from 'rxwire';
import { sendIfOpen } from '../../lib/core/sendIfOpen.js';

const linkThat = (send: (message: string) => void): Connection<never, string> => ({
  incoming$: EMPTY,
  send,
  buffered: () => 0,
  close: () => {},
});
const throwing = (error: unknown): Connection<never, string> =>
  linkThat(() => {
    throw error;
  });

describe('sendIfOpen', () => {
  it('sends, and says so', () => {
    const send = jest.fn();

    expect(sendIfOpen(linkThat(send), 'a')).toBe(true);
    expect(send.mock.calls).toEqual([['a']]);
  });

  it('says when the link takes nothing any more', () => {
    const closing = throwing(new ConnectionError('not-open', 'send: the link is not open', {}));

    expect(sendIfOpen(closing, 'a')).toBe(false);
  });

  it.each([
    [new TypeError('circular')],
    [new ConnectionError('application', 'no', {})],
    ['text'],
    [undefined],
    [{ kind: 'not-open' }],
  ])('lets %p through', (error) => {
    const sending = (): boolean => sendIfOpen(throwing(error), 'a');
    let thrown: unknown = 'nothing';

    try {
      sending();
    } catch (caught) {
      thrown = caught;
    }

    expect(thrown).toBe(error);
  });
});
