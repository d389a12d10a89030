import { pacedWriter } from '../../lib/server/pacedWriter.js';
import type { PacedWriter } from '../../lib/server/pacedWriter.js';
import { FakeResponse } from '../support/FakeResponse.js';

interface Writing {
  readonly response: FakeResponse;
  readonly writer: PacedWriter<number>;
  readonly dropped: unknown[];
}

function writing(bounds: Parameters<typeof pacedWriter<number>>[1] = {}): Writing {
  const response = new FakeResponse();
  const dropped: unknown[] = [];
  const writer = pacedWriter<number>(response, bounds, (...drop) => dropped.push(drop));
  writer.drained$.subscribe();
  return { response, writer, dropped };
}

const textOf = (message: number): { message: number; text: string } => ({ message, text: `${message},` });

describe('pacedWriter', () => {
  it('writes at once while there is room, then keeps what waits until there is again', () => {
    const { response, writer } = writing();

    for (const message of [1, 2]) writer.write(textOf(message));
    response.stalls();
    for (const message of [3, 4, 5]) writer.write(textOf(message));
    const before = [response.text, writer.waiting, writer.isFull];
    response.drains();

    expect(before).toEqual(['1,2,3,', 2, true]);
    expect([response.text, writer.waiting, writer.isFull]).toEqual(['1,2,3,4,5,', 0, false]);
  });

  it('writes at once again after it has drained', () => {
    const { response, writer } = writing();
    response.stalls();
    for (const message of [1, 2]) writer.write(textOf(message));
    response.drains();

    writer.write(textOf(3));

    expect([response.text, writer.waiting]).toEqual(['1,2,3,', 0]);
  });

  it('stops again where the response is full again', () => {
    const { response, writer } = writing();
    response.stalls();
    for (const message of [1, 2, 3, 4]) writer.write(textOf(message));
    response.calls$.subscribe((text) => text === '3,' && response.stalls());
    response.calls$.subscribe((text) => text === '2,' && response.stalls());

    response.drains();

    expect([response.text, writer.waiting]).toEqual(['1,2,', 2]);
  });

  it('counts the bytes that wait, not the characters', () => {
    const { response, writer } = writing({ maxBytes: 5, overflow: 'drop-newest' });
    response.stalls();
    writer.write(textOf(1));

    const answers = ['\u20ac', '\u20ac', '12345', '123456'].map((text) => writer.write({ message: 2, text }));

    expect(answers).toEqual([undefined, 'overflow', 'overflow', 'too-large']);
    expect(writer.waiting).toBe(1);
  });

  it('keeps the order when a drop brings another message', () => {
    const response = new FakeResponse();
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    const writer = pacedWriter<number>(response, { timeToLive: 10 }, () => writer.write(textOf(4)));
    writer.drained$.subscribe();
    response.stalls();
    for (const message of [1, 2]) writer.write(textOf(message));
    now.mockReturnValue(5);
    writer.write(textOf(3));
    now.mockReturnValue(12);

    response.drains();

    expect(response.text).toBe('1,3,4,');
    now.mockRestore();
  });
});
