import { Since } from '../../../lib/messages/actions/Since.js';
import { itChecks } from '../itChecks.js';

describe('Since', () => {
  itChecks(Since, {
    valid: [{}, { offset: 41 }, { offset: 41, epoch: 'k3Jd9xQ2' }],
    invalid: [
      [{ offset: 1.5 }, 'offset: expected safe integer, got 1.5'],
      [{ epoch: 1 }, 'epoch: expected string, got 1'],
      [41, ': expected Since, got 41'],
    ],
  });
});
