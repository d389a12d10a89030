import { showValue } from './showValue.js';

export type Equality = (actual: unknown, expected: unknown) => boolean;

/** Marks for values, and what each of them stands for. */
export interface MarkLegend {
  /** Says that a mark stands for a value. */
  define(mark: string, value: unknown): void;
  /** A mark for a value: the one that stands for an equal value, the value itself if it is a mark, or a new one. */
  markFor(value: unknown): string;
  /** What the marks stand for, a line each, but for those that stand for themselves. */
  lines(): readonly string[];
}

/**
 * Starts with the `values` of a diagram. Of these, `lines` tells only what was defined or asked for.
 *
 * `reserved`: marks that mean something already.
 */
export function markLegend(
  areEqual: Equality,
  values: Readonly<Record<string, unknown>> = {},
  reserved: readonly string[] = [],
): MarkLegend {
  const known = new Map(Object.entries(values).filter(([mark]) => isMark(mark)));
  const used = new Map<string, string>();
  const taken = new Set([...known.keys(), ...reserved]);

  const use = (mark: string, value: unknown, note = ''): string => {
    if (value !== mark && !used.has(mark)) used.set(mark, `${mark} = ${showValue(value)}${note}`);
    return mark;
  };
  const fresh = (value: unknown): string => {
    const mark = spare.find((each) => !taken.has(each)) ?? '?';
    taken.add(mark);
    if (mark !== '?') known.set(mark, value);
    return use(mark, value);
  };

  return {
    define: (mark, value) => {
      known.set(mark, value);
      taken.add(mark);
      const isGiven = value !== undefined || mark in values;
      use(mark, value, isGiven ? '' : ' (not in values)');
    },
    markFor: (value) => {
      for (const [mark, each] of known) if (areEqual(value, each)) return use(mark, each);
      const isItself = typeof value === 'string' && isMark(value) && !known.has(value);
      return isItself ? value : fresh(value);
    },
    lines: () => [...used.values()],
  };
}

const spare: readonly string[] = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

/** Whether a text is one character that a diagram takes for a value. */
export function isMark(text: string): boolean {
  return [...text].length === 1 && !/[\s\-|#()^!]/.test(text);
}
