import { PassThrough } from 'node:stream';
import { bodyOf } from '../../lib/server/bodyOf.js';
import { recorded } from '../support/recorded.js';

describe('bodyOf', () => {
  it('joins what comes in pieces, cut in mid-character as well', async () => {
    const request = new PassThrough();
    const body = recorded(bodyOf(request as never, 10));

    request.write(Buffer.from('ü').subarray(0, 1));
    request.end(Buffer.from('ü').subarray(1));

    expect(await body.all()).toEqual(['ü']);
  });

  it('stops at the limit', async () => {
    const request = new PassThrough();
    const body = recorded(bodyOf(request as never, 3));

    request.write('four');

    expect(await body.end()).toMatchObject({ code: 'LIMIT_PAYLOAD' });
  });

  it('has none when the client leaves before its end', async () => {
    const request = new PassThrough();
    const body = recorded(bodyOf(request as never, 10));

    request.write('abc');
    request.destroy();

    expect(await body.all()).toEqual([]);
  });

  it.each([
    ['text', 'text'],
    [Buffer.from('bytes'), 'bytes'],
    [{ a: 1 }, '{"a":1}'],
  ])('takes what a parser left: %j', async (given, text) => {
    const request = { readableDidRead: true, body: given };

    expect(await recorded(bodyOf(request as never, 10)).all()).toEqual([text]);
  });

  it('says so when a reader left nothing', async () => {
    const body = recorded(bodyOf({ readableDidRead: true } as never, 10));

    expect(await body.end()).toMatchObject({ code: 'BAD_REQUEST' });
  });
});
