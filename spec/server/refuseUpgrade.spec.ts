import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { refuseUpgrade } from '../../lib/server/refuseUpgrade.js';

describe('refuseUpgrade', () => {
  it.each([
    [403, 'Forbidden'],
    [799, 'Refused'],
  ])('answers %d and ends', async (status, reason) => {
    const stream = new PassThrough();

    refuseUpgrade(stream, status, 4_001);

    expect((await text(stream)).split('\r\n')).toEqual([
      `HTTP/1.1 ${status} ${reason}`,
      'connection: close',
      'retry-after: 5',
      'content-type: text/plain',
      `content-length: ${reason.length}`,
      '',
      reason,
    ]);
  });
});
