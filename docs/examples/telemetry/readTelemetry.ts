import { readFileSync } from 'node:fs';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Telemetry } from './registry.js';

/** A function that reads this machine, each time since the last time; and one that stops measuring. */
export function telemetryReader(): { read(): Telemetry; stop(): void } {
  // The monitor's own timer counts as delay: its resolution, in ms, is taken off again.
  const resolution = 10;
  const loop = monitorEventLoopDelay({ resolution });
  loop.enable();
  let before = cpuTimes();

  return {
    read: () => {
      const now = cpuTimes();
      const total = now.total - before.total;
      const busy = total === 0 ? 0 : 1 - (now.idle - before.idle) / total;
      before = now;
      const loopDelay = Number.isFinite(loop.max) ? Math.max(0, loop.percentile(99) / 1e6 - resolution) : 0;
      loop.reset();
      return {
        cpu: round(busy * 100),
        memory: round((1 - freemem() / totalmem()) * 100),
        loopDelay: round(loopDelay),
        load: round(loadavg()[0] ?? 0),
        ...networkCounters(),
      };
    },
    stop: () => loop.disable(),
  };
}

function cpuTimes(): { idle: number; total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}

/** From /proc/net/dev, so on Linux alone. */
function networkCounters(): Pick<Telemetry, 'networkIn' | 'networkOut'> {
  try {
    const lines = readFileSync('/proc/net/dev', 'utf8').trim().split('\n').slice(2);
    const counters = lines.map((line) => line.replace(/^.*:/, '').trim().split(/\s+/).map(Number));
    const sum = (column: number): number => counters.reduce((bytes, row) => bytes + (row[column] ?? 0), 0);
    return { networkIn: sum(0), networkOut: sum(8) };
  } catch {
    return {};
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
