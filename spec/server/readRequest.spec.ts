import { hubCore } from '../../lib/server/hubCore.js';
import { readRequest } from '../../lib/server/readRequest.js';
import { openConfig } from './hubTalk.js';

describe('readRequest', () => {
  const core = hubCore(openConfig({ maxPayload: 20 }));

  it('reads a message', () => {
    expect(readRequest(core, '{"type":"ping"}')).toMatchObject({ type: 'ping' });
  });

  it('reads one of as many bytes as it may have', () => {
    expect(readRequest(core, '{"type":"chat12345"}')).toMatchObject({ originalType: 'chat12345' });
  });

  it.each([
    ['nonsense', 'BAD_REQUEST'],
    [`{"type":"${'x'.repeat(20)}"}`, 'LIMIT_PAYLOAD'],
    [`{"type":"${'ü'.repeat(6)}"}`, 'LIMIT_PAYLOAD'],
  ])('refuses %s with %s', (text, code) => {
    expect(() => readRequest(core, text)).toThrow(expect.objectContaining({ code }));
  });
});
