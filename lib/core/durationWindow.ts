/** The latest of a kind of duration, and how they are spread; ms, undefined as long as there is none. */
export interface DurationSummary {
  readonly last: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** Keeps the last 128 durations, in ms. */
export interface DurationWindow {
  add(duration: number): void;
  clear(): void;
  summary(): DurationSummary;
}

export function durationWindow(capacity = 128): DurationWindow {
  let kept: number[] = [];
  let added = 0;

  return {
    add: (duration) => {
      kept[added++ % capacity] = duration;
    },
    clear: () => {
      kept = [];
      added = 0;
    },
    summary: () => {
      const sorted = [...kept].sort((a, b) => a - b);
      // Nearest rank: the smallest value that so many percent do not exceed.
      const rank = (share: number): number | undefined =>
        sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
      return { last: kept[(added - 1) % capacity], p50: rank(0.5), p95: rank(0.95) };
    },
  };
}
