import colors from 'picocolors';

/** One line of the log. */
export interface LogLine {
  /** Seconds since the start. */
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly words: string;
  readonly paint: (text: string) => string;
  /** Width of the terminal. */
  readonly columns: number;
}

/**
 * A line of the log in columns; words that do not fit go on below their own column.
 *
 * ```text
 * 00:06.1  ws   cut           at byte 113 of 226, in the middle of a frame; dials
 *                             are refused for 1.5 s
 * ```
 */
export function logLine({ at, who, what, words, paint, columns }: LogLine): string {
  const minutes = String(Math.floor(at / 60)).padStart(2, '0');
  const head = `${minutes}:${(at % 60).toFixed(1).padStart(4, '0')}  `;
  const label = `${who.padEnd(5)}${what.padEnd(14)}`;
  const width = Math.max(20, columns - head.length - label.length - 1);
  const [first = '', ...rest] = wrapped(words, width);
  const indent = ' '.repeat(head.length + label.length);
  return [`${colors.dim(head)}${paint(label + first)}`, ...rest.map((line) => indent + paint(line))].join(
    '\n',
  );
}

/** Control characters are what a stranger's line could rewrite the terminal with. */
function wrapped(words: string, width: number): string[] {
  const lines = [''];
  for (const word of words.replace(/\p{Cc}/gu, ' ').split(' ')) {
    const line = lines.at(-1) as string;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
