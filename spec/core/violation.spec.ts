import { violation } from '../../lib/core/violation.js';
import { facts } from '../support/facts.js';

describe('violation', () => {
  it.each([
    ['WS_ERR_EXPECTED_FIN', 1002],
    ['WS_ERR_EXPECTED_MASK', 1002],
    ['WS_ERR_INVALID_CLOSE_CODE', 1002],
    ['WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH', 1002],
    ['WS_ERR_INVALID_OPCODE', 1002],
    ['WS_ERR_UNEXPECTED_MASK', 1002],
    ['WS_ERR_UNEXPECTED_RSV_1', 1002],
    ['WS_ERR_UNEXPECTED_RSV_2_3', 1002],
    ['WS_ERR_INVALID_UTF8', 1007],
    ['Z_DATA_ERROR', 1007],
    ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
    ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 1009],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
  ])('tells %s as %i', (name, code) => {
    const cause = Object.assign(new Error('Invalid WebSocket frame'), { code: name });

    const result = violation(cause);

    expect(facts(result)).toEqual({ kind: 'protocol', code });
    expect(result?.cause).toBe(cause);
  });

  it.each(['ECONNRESET', undefined, 42])('knows nothing of %p', (code) => {
    expect(violation(Object.assign(new Error(), { code }))).toBeUndefined();
  });
});
