import { KeyLimitError } from 'rxwire/server';

describe('KeyLimitError', () => {
  it('says how many keys there may be, and what to do', () => {
    const error = new KeyLimitError('room:1', 2);

    expect(error).toMatchObject({ name: 'KeyLimitError', channel: 'room:1', limit: 2 });
    expect(error.message).toBe('the channel may have 2 keys: remove some first');
  });
});
