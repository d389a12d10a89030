import { Subject } from 'rxjs';
import type { ChannelEvent } from 'rxwire';
import type { ChannelState } from '../../lib/sync/ChannelState.js';
import { openChannel } from '../../lib/sync/openChannel.js';

/** A channel `a` in a state of its own, which nobody observes. */
export function channelAt(state: Partial<ChannelState>): ChannelState {
  const stream = {
    key: 'a',
    events$: new Subject<ChannelEvent>(),
    observers: 0,
    ticket: 0,
    link: undefined,
    lingering: undefined,
  };
  return { ...openChannel(stream, undefined, undefined), ...state };
}
