import { builtInPayloads } from '../../lib/messages/builtInPayloads.js';
import { outcomeOf } from './outcomeOf.js';

describe('builtInPayloads', () => {
  it('are those of the seven types', () => {
    expect(Object.keys(builtInPayloads)).toEqual([
      'ping',
      'pong',
      'chat',
      'notification',
      'userStatus',
      'systemMessage',
      'error',
    ]);
  });

  it.each(['ping', 'pong'] as const)('of %s take anything, or nothing', (type) => {
    const inputs = [undefined, null, 'anything', { sent: 5 }];

    const decoded = inputs.map((input) => outcomeOf(builtInPayloads[type].decode(input)));

    expect(decoded).toEqual(inputs);
  });
});
