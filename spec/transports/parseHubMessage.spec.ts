import { parseHubMessage } from '../../lib/transports/parseHubMessage.js';

describe('parseHubMessage', () => {
  it('reads an object', () => {
    expect(parseHubMessage('{"type":"ping","id":"p1"}')).toEqual({ type: 'ping', id: 'p1' });
  });

  it.each(['', 'hello', '7', 'null', '"{}"'])('takes %j for no message', (text) => {
    expect(parseHubMessage(text)).toBeUndefined();
  });
});
