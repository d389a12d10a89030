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
});
