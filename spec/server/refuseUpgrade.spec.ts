import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { refuseUpgrade } from '../../lib/server/refuseUpgrade.js';

describe('refuseUpgrade', () => {
  it.each([
    [403, 'Forbidden'],
    [799, 'Refused'],
  ])('answers %d and ends', async (status, reason) => {
    const stream = new PassThrough();

    refuseUpgrade(stream, status);

    expect((await text(stream)).split('\r\n')).toEqual([
      `HTTP/1.1 ${status} ${reason}`,
      'connection: close',
      'content-type: text/plain',
      `content-length: ${reason.length}`,
      '',
      reason,
    ]);
  });
});
