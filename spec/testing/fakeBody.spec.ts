import { fakeBody } from '../../lib/testing/fakeBody.js';

type Reader = {
  read(): Promise<{ done: boolean; value?: Uint8Array }>;
  cancel(): Promise<void>;
  releaseLock(): void;
};

const chunk = (byte: number): Uint8Array => new Uint8Array([byte]);

function reading(cancelled = jest.fn()) {
  const body = fakeBody(cancelled);
  const reader = body.stream.getReader() as Reader;
  const seen: unknown[] = [];
  const read = (): void =>
    void reader.read().then(
      ({ done, value }) => seen.push(done ? 'done' : value?.[0]),
      (error: Error) => seen.push(error.message),
    );
  return { body, reader, seen, read, cancelled };
}

describe('fakeBody', () => {
  it('gives a chunk to whoever asks, in the turn of its coming or of the asking', () => {
    const { body, seen, read } = reading();

    read();
    body.push(chunk(1));
    body.push(chunk(2));
    expect([seen, body.unread]).toEqual([[1], 1]);

    read();
    body.end();
    read();
    read();
    expect([seen, body.unread]).toEqual([[1, 2, 'done', 'done'], 0]);
  });

  it('fails whoever waits and whoever asks later; what was not read is gone', () => {
    const { body, seen, read } = reading();

    body.push(chunk(1));
    body.fail(new Error('broken'));
    read();
    read();

    expect(seen).toEqual(['broken', 'broken']);
  });

  it('tells once of a reader that loses interest, and gives nothing more', () => {
    const { body, reader, seen, read, cancelled } = reading();

    read();
    void reader.cancel();
    void reader.cancel();
    body.push(chunk(1));
    read();

    expect(seen).toEqual(['done', 'done']);
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it('is no news to cancel when it has ended', () => {
    const { body, reader, cancelled } = reading();

    body.end();
    void reader.cancel();

    expect(cancelled).not.toHaveBeenCalled();
  });

  it('has one reader at a time', () => {
    const { body, reader } = reading();

    expect(() => body.stream.getReader()).toThrow(new TypeError('The body is locked to a reader'));
    reader.releaseLock();
    expect(() => body.stream.getReader()).not.toThrow();
  });

  it('is iterated chunk by chunk, and gathered as a whole', async () => {
    const [one, other] = [fakeBody(() => {}), fakeBody(() => {})];
    for (const body of [one, other]) {
      body.push(chunk(1));
      body.push(chunk(2));
      body.end();
    }
    const iterated: number[] = [];

    for await (const bytes of one.stream) iterated.push(...bytes);

    expect(iterated).toEqual([1, 2]);
    expect([...(await other.whole())]).toEqual([1, 2]);
  });

  it('refuses a reader that was released, which unlocks nothing twice', () => {
    const { body, reader, seen, read } = reading();

    reader.releaseLock();
    read();
    body.stream.getReader();
    reader.releaseLock();

    expect(seen).toEqual(['The reader has been released']);
    expect(body.stream.locked).toBe(true);
  });

  it.each<[title: string, message: string, use: (body: ReturnType<typeof fakeBody>) => PromiseLike<unknown>]>(
    [
      [
        'to be gathered when it is locked',
        'The body is locked to a reader, or has been read',
        (body) => (body.stream.getReader(), body.whole()),
      ],
      [
        'to be gathered when it was read',
        'The body is locked to a reader, or has been read',
        (body) => (void body.stream.cancel(), body.whole()),
      ],
      [
        'to be cancelled over the head of its reader',
        'The body is locked to a reader',
        (body) => (body.stream.getReader(), body.stream.cancel()),
      ],
    ],
  )('refuses %s, with a rejection', (_, message, use) => {
    const told: unknown[] = [];

    use(fakeBody(() => {})).then(
      () => told.push('done'),
      (error: unknown) => told.push(error),
    );

    expect(told).toEqual([new TypeError(message)]);
  });

  it('is piped and split as the platform does it, by pull', async () => {
    const [piped, split] = [fakeBody(() => {}), fakeBody(() => {})];
    for (const body of [piped, split]) {
      for (const byte of [97, 98, 99]) body.push(chunk(byte));
      body.end();
    }

    const reader = piped.stream.pipeThrough(new TextDecoderStream() as never).getReader();
    expect([piped.stream.locked, await reader.read(), await reader.read()]).toEqual([
      true,
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ]);
    const texts = split.stream.tee().map((half) => new Response(half).text());
    expect(await Promise.all(texts)).toEqual(['abc', 'abc']);
  });

  it('hears of it when what it is piped into is cancelled, or fails', async () => {
    const cancelled = jest.fn();
    const [left, broken] = [fakeBody(cancelled), fakeBody(() => {})];

    await left.stream.pipeThrough(new TransformStream()).cancel();
    expect(cancelled).toHaveBeenCalledTimes(1);

    const written: unknown[] = [];
    const piping = broken.stream.pipeTo(new WritableStream({ write: (each) => void written.push(each) }));
    broken.push(chunk(1));
    broken.fail(new Error('broken'));
    await expect(piping).rejects.toThrow(new Error('broken'));
  });
});
