import { firstValueFrom, take, toArray } from 'rxjs';
import { readBody } from '../../lib/transports/readBody.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('readBody', () => {
  it('emits the chunks of a body, and completes with it', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(bytes('a'));
        controller.enqueue(bytes('b'));
        controller.close();
      },
    });

    const chunks = await firstValueFrom(readBody(body).pipe(toArray()));

    expect(chunks).toEqual([bytes('a'), bytes('b')]);
  });

  it('completes without a body', async () => {
    expect(await firstValueFrom(readBody(null).pipe(toArray()))).toEqual([]);
  });

  it('errors with the body', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('reset')),
    });

    await expect(firstValueFrom(readBody(body))).rejects.toThrow('reset');
  });

  it('asks for a chunk when the one before was taken, and cancels the body when it is left', async () => {
    const pulls = jest.fn((controller: ReadableStreamDefaultController<Uint8Array>) =>
      controller.enqueue(bytes('a')),
    );
    const cancel = jest.fn();
    const body = new ReadableStream<Uint8Array>({ pull: pulls, cancel }, { highWaterMark: 0 });

    await firstValueFrom(readBody(body).pipe(take(2), toArray()));

    expect(pulls).toHaveBeenCalledTimes(2);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('takes no notice of a body that cannot be cancelled any more', async () => {
    const failed = {
      read: () => Promise.reject(new Error('reset')),
      cancel: () => Promise.reject(new Error('reset')),
    };

    await expect(firstValueFrom(readBody({ getReader: () => failed }))).rejects.toThrow('reset');
  });
});
