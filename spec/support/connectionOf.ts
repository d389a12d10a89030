import type { Lifecycle } from 'rxwire';
import type { Recorded } from './recorded.js';

/** The connection that came about as number `index` of a lifecycle, from 0. */
export async function connectionOf<C>(lifecycle: Recorded<Lifecycle<C>>, index = 0): Promise<C> {
  let opened = 0;
  const state = await lifecycle.first(({ status }) => status === 'connected' && opened++ === index);
  if (state.status !== 'connected') throw new Error('not connected');
  return state.connection;
}
