import { Subject, from, of } from 'rxjs';
import { ConnectionError } from 'rxwire';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';
import type { ParseEventStreamConfig } from '../../lib/sse/parseEventStream.js';
import { facts } from '../support/facts.js';

/** The data that the stream says, and how it ends. */
function heard(chunks: readonly string[], config: ParseEventStreamConfig): unknown[] {
  const log: unknown[] = [];
  from(chunks)
    .pipe(parseEventStream(config))
    .subscribe({ next: ({ data }) => log.push(data), error: (error) => log.push(facts(error)) });
  return log;
}

describe('the limits of parseEventStream', () => {
  const tooBig = { kind: 'protocol', code: 1009 };
  const cut = (stream: string): [string, string[]][] => [
    ['whole', [stream]],
    ['in single characters', [...stream]],
  ];

  it.each(cut('data: 45678\n\ndata: 456789\n\n'))('end a stream with a longer line, %s', (_, chunks) => {
    const log = heard(chunks, { maxLineLength: 11 });

    expect(log).toEqual(['45678', tooBig]);
  });

  it.each(cut('data: a\n\n: 3456789 1\ndata: b\n\n'))('count comments too, %s', (_, chunks) => {
    const asked = heard(chunks, { maxLineLength: 10, onComment: () => {} });
    const unasked = heard(chunks, { maxLineLength: 10 });

    expect([asked, unasked]).toEqual([
      ['a', tooBig],
      ['a', tooBig],
    ]);
  });

  it.each(cut('data: a\n\ndata: 6789'))('end a stream with a longer line before its end, %s', (_, chunks) => {
    const log = heard(chunks, { maxLineLength: 9 });

    expect(log).toEqual(['a', tooBig]);
  });

  it.each(cut('\ufeffdata: 456\r\n\r\n'))('count neither BOM nor line end, %s', (_, chunks) => {
    const log = heard(chunks, { maxLineLength: 9 });

    expect(log).toEqual(['456']);
  });

  it.each(cut('data: 12\ndata: 45\n\ndata: 12\ndata: 4\ndata\n\ndata: 12\ndata: 456\n\n'))(
    'end a stream with larger data, line ends counted, %s',
    (_, chunks) => {
      const log = heard(chunks, { maxEventSize: 5 });

      expect(log).toEqual(['12\n45', '12\n4\n', tooBig]);
    },
  );

  it.each(cut('data: 12345\n\ndata: 123456\n\n'))(
    'end a stream with larger data of one line, %s',
    (_, chunks) => {
      const log = heard(chunks, { maxEventSize: 5 });

      expect(log).toEqual(['12345', tooBig]);
    },
  );

  it.each([
    ['whole', ['data: 1\n\ndata: 2\n\ndata: 3\n\n']],
    ['line by line', ['data: 1\n', '\n', 'data: 2\n', '\n', 'data: 3\n', '\n']],
  ])('hold for each event, not for the stream, %s', (_, chunks) => {
    const log = heard(chunks, { maxLineLength: 8, maxEventSize: 1 });

    expect(log).toEqual(['1', '2', '3']);
  });

  it('are told as a ConnectionError that names the option', () => {
    let error: unknown;

    of('data: long\n\n')
      .pipe(parseEventStream({ maxEventSize: 3 }))
      .subscribe({ error: (each) => (error = each) });

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toHaveProperty('message', 'The data of an event is longer than maxEventSize, 3');
  });

  it('let a line of 4 MiB through, in chunks of 7 bytes, at a cost that is linear', () => {
    // Quadratic, this would copy a terabyte and run out of time.
    const chunks$ = new Subject<string>();
    let size = 0;
    chunks$.pipe(parseEventStream()).subscribe(({ data }) => (size = data.length));
    const length = 4 * 1024 * 1024;

    chunks$.next('data: ');
    for (let sent = 0; sent < length; sent += 7) chunks$.next('1234567'.slice(0, length - sent));
    chunks$.next('\n\n');

    expect(size).toBe(length);
  }, 60_000);

  it.each([
    [{ maxLineLength: 0 }, RangeError, /^maxLineLength /],
    [{ maxLineLength: NaN }, RangeError, /^maxLineLength /],
    [{ maxEventSize: -1 }, RangeError, /^maxEventSize /],
    [{ lastEventId: 'a\nb' }, TypeError, /^lastEventId /],
    [{ lastEventId: 'a\0b' }, TypeError, /^lastEventId /],
  ])('are checked at construction, as the last event ID is: %j', (config, type, text) => {
    const construct = (): unknown => parseEventStream(config);

    expect(construct).toThrow(type);
    expect(construct).toThrow(text);
  });
});
