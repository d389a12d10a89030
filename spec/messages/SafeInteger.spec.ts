import { SafeInteger } from '../../lib/messages/SafeInteger.js';
import { itChecks } from './itChecks.js';

describe('SafeInteger', () => {
  itChecks(SafeInteger, {
    valid: [0, 42, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    invalid: [
      [1.5, ': expected safe integer, got 1.5'],
      [Number.MAX_SAFE_INTEGER + 1, ': expected safe integer, got 9007199254740992'],
      [NaN, ': expected safe integer, got NaN'],
      [Infinity, ': expected safe integer, got Infinity'],
      ['1', ': expected safe integer, got "1"'],
      [null, ': expected safe integer, got null'],
    ],
  });
});
