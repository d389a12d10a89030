import type { FakeWebSocketPeer } from 'rxwire/testing';

/** Has a socket tell what no standard one would at that time: that it opens, hears `late`, fails and closes. */
export function lateEvents({ socket }: FakeWebSocketPeer): void {
  socket.dispatchEvent(new Event('open'));
  socket.dispatchEvent(new MessageEvent('message', { data: 'late' }));
  socket.dispatchEvent(Object.assign(new Event('error'), { error: new Error('late'), message: 'late' }));
  socket.dispatchEvent(Object.assign(new Event('close'), { code: 4999, reason: 'late', wasClean: true }));
}
