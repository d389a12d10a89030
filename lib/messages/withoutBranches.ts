import type * as t from 'io-ts';

/**
 * The context of an io-ts error without the numbers that intersections and unions put into the path.
 *
 * ```text
 * data · 0 · text   →   data · text       data: t.intersection([t.type({ text: t.string }), …])
 * ```
 */
export function withoutBranches(context: t.Context): t.Context {
  return context.filter((entry, index) => !isBranch(context[index - 1], entry));
}

function isBranch(parent: t.ContextEntry | undefined, entry: t.ContextEntry): boolean {
  return (
    parent !== undefined &&
    parent.actual === entry.actual &&
    branchesOf(parent.type)?.[Number(entry.key)] === entry.type
  );
}

/** By tag and not by `instanceof`: an application may hold another copy of io-ts. */
function branchesOf(
  type: t.Decoder<unknown, unknown> & { _tag?: string; types?: unknown[] },
): unknown[] | undefined {
  return type._tag === 'IntersectionType' || type._tag === 'UnionType' ? type.types : undefined;
}
