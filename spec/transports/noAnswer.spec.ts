import { noAnswer } from '../../lib/transports/noAnswer.js';

describe('noAnswer', () => {
  it('says how long was waited, in words and in ms', () => {
    expect(noAnswer(15)).toMatchObject({
      kind: 'heartbeat-timeout',
      timeout: 15,
      message: 'no answer within 15 ms',
    });
  });
});
