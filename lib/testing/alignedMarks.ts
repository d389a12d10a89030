/** Something that is drawn at a time. */
export interface Mark {
  /** Virtual ms. */
  readonly frame: number;
  readonly mark: string;
}

/** A longer silence is written as a time, such as `29s 999ms`. */
const longestDashes = 24;

/**
 * Draws lines of marks under one another: what is at the same time stands in the same column.
 *
 * ```text
 * --a--b|
 * --a---b|
 * --a 29s 994ms --(bc|)
 * ```
 *
 * Each line can be copied into a test, unless a group is wider than the time until the next mark, which no diagram can
 * draw.
 */
export function alignedMarks(lines: readonly (readonly Mark[])[]): readonly string[] {
  const frames = [...new Set(lines.flat().map(({ frame }) => frame))].sort((one, other) => one - other);
  const cells = lines.map((line) => frames.map((frame) => cellOf(line, frame)));
  const texts = lines.map(() => '');
  let before = Math.min(0, frames[0] ?? 0);

  frames.forEach((frame, column) => {
    const widths = cells.map((line) => line[column - 1]?.length ?? 0);
    const widest = Math.max(...widths);
    cells.forEach((line, index) => {
      if (line.slice(column).every((cell) => cell === '')) return;
      texts[index] += fill(frame - before, widths[index] as number, widest) + line[column];
    });
    before = frame;
  });
  return texts.map((text) => text.trimEnd());
}

function cellOf(line: readonly Mark[], frame: number): string {
  const marks = line.filter((each) => each.frame === frame).map(({ mark }) => mark);
  return marks.length > 1 ? `(${marks.join('')})` : marks.join('');
}

/** What stands between two columns, `gap` ms apart, behind a cell of `width` where the widest has `widest`. */
function fill(gap: number, width: number, widest: number): string {
  if (gap < widest) {
    const dashes = Math.max(0, Math.floor(gap) - width);
    return '-'.repeat(dashes) + ' '.repeat(widest - width - dashes);
  }
  if (Number.isInteger(gap) && gap <= longestDashes) return '-'.repeat(gap - width);
  return `${'-'.repeat(widest - width)} ${duration(gap - widest)} `;
}

/** A time as diagrams write it: `1m 2s 3ms`. */
function duration(ms: number): string {
  const parts = [
    [Math.floor(ms / 60_000), 'm'],
    [Math.floor((ms % 60_000) / 1_000), 's'],
    [ms % 1_000, 'ms'],
  ];
  const words = parts.filter(([count]) => count !== 0).map(([count, unit]) => `${count}${unit}`);
  return words.join(' ') || '0ms';
}
