import { derivedKey, derivedType, isDerivedKey } from '../../lib/sync/derivedKey.js';

describe('derivedKey', () => {
  it.each([
    ['userStatus', { userId: 'u1', status: 'away' }, 'user_status_u1'],
    ['userStatus', { userId: 7 }, undefined],
    ['notification', { title: 'hi' }, 'notifications'],
    ['notification', undefined, 'notifications'],
    ['chat', { text: 'hi', channelId: 'general' }, 'chat_general'],
    ['chat', { text: 'hi' }, undefined],
    ['chat', null, undefined],
    ['pong', { channelId: 'general' }, undefined],
  ])('of %s %j is %s', (type, data, key) => {
    expect(derivedKey({ type, data })).toBe(key);
  });

  it.each([
    ['chat_general', 'chat'],
    ['user_status_u1', 'userStatus'],
    ['notifications', 'notification'],
    ['chat:general', undefined],
    ['__proto__', undefined],
  ])('%s is fed by messages of type %s', (key, type) => {
    expect([derivedType(key), isDerivedKey(key)]).toEqual([type, type !== undefined]);
  });
});
