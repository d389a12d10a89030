import { platformEvent } from '../../lib/testing/platformEvent.js';
import { released } from '../support/released.js';

describe('platformEvent', () => {
  it('is an event of the class that the platform has', () => {
    const event = platformEvent('message', 'MessageEvent', { data: 'hi', origin: 'ws://a' });

    expect(event).toBeInstanceOf(MessageEvent);
    expect(event).toMatchObject({ type: 'message', data: 'hi', origin: 'ws://a' });
  });

  it('has its fields where the platform has no such class', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'CloseEvent');
    delete (globalThis as { CloseEvent?: unknown }).CloseEvent;
    released(() => before && Object.defineProperty(globalThis, 'CloseEvent', before));

    const event = platformEvent('close', 'CloseEvent', { code: 1006, wasClean: false });

    expect(event).toBeInstanceOf(Event);
    expect(event).toMatchObject({ type: 'close', code: 1006, wasClean: false });
  });
});
