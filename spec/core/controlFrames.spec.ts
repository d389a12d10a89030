import { EventEmitter } from 'node:events';
import { controlFrames } from '../../lib/core/controlFrames.js';
import { recorded } from '../support/recorded.js';

describe('controlFrames', () => {
  it('tells payloads as text while subscribed, and leaves no listener', () => {
    const socket = new EventEmitter();
    const { seen, subscription } = recorded(controlFrames(socket, 'pong'));

    socket.emit('pong', Buffer.from('1ä'));
    socket.emit('ping', Buffer.from('2'));
    subscription.unsubscribe();
    socket.emit('pong', Buffer.from('3'));

    expect(seen).toEqual(['1ä']);
    expect(socket.listenerCount('pong')).toBe(0);
  });
});
