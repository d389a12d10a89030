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

    const chunks = await firstValueFrom(readBody(body.getReader()).pipe(toArray()));

    expect(chunks).toEqual([bytes('a'), bytes('b')]);
  });

  it('completes without a body', async () => {
    expect(await firstValueFrom(readBody(undefined).pipe(toArray()))).toEqual([]);
  });

  it('errors with the body', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('reset')),
    });

    await expect(firstValueFrom(readBody(body.getReader()))).rejects.toThrow('reset');
  });

  it('asks for a chunk when the one before was taken, and for none when it is left', async () => {
    const pulls = jest.fn((controller: ReadableStreamDefaultController<Uint8Array>) =>
      controller.enqueue(bytes('a')),
    );
    const body = new ReadableStream<Uint8Array>({ pull: pulls }, { highWaterMark: 0 });

    await firstValueFrom(readBody(body.getReader()).pipe(take(2), toArray()));

    expect(pulls).toHaveBeenCalledTimes(2);
  });
});
