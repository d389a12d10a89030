import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import type { Lifecycle, RealtimeMetrics } from 'rxwire';
import type { Telemetry } from './registry.js';

/** Where the demo tells what happens. */
export interface Report {
  lifecycle(state: Lifecycle<unknown>, queued: number): void;
  note(kind: 'trouble' | 'info' | 'error', words: string): void;
  second(numbers: { perSecond: number; metrics: RealtimeMetrics; telemetry: Telemetry | undefined }): void;
  end(metrics: RealtimeMetrics, left: number): void;
}

/** One JSON object a line, for pipes. Lifecycle lines carry `status`, all others `event`. */
export function jsonReport(write: (text: string) => void): Report {
  const line = (fields: object): void =>
    write(`${JSON.stringify({ time: new Date().toISOString(), ...fields })}\n`);
  return {
    lifecycle: (state, queued) =>
      line({
        status: state.status,
        ...('attempt' in state && { attempt: state.attempt }),
        ...('delay' in state && { delay: Math.round(state.delay) }),
        ...('cause' in state && state.cause && { cause: state.cause.kind, message: state.cause.message }),
        queued,
      }),
    note: (event, words) => line({ event, message: words }),
    second: ({ perSecond, metrics, telemetry }) =>
      line({
        event: 'metrics',
        messagesPerSecond: perSecond,
        rtt: metrics.rtt,
        sent: metrics.sent,
        queued: metrics.queued,
        telemetry,
      }),
    end: (metrics, left) => line({ event: 'end', left, metrics }),
  };
}

/** A log that scrolls, above one line that stays: for terminals. */
export function terminalReport(stream: NodeJS.WriteStream): Report {
  const live = createLogUpdate(stream);
  let lastNumbers = '';
  const log = (words: string): void => {
    live.persist(`${colors.dim(new Date().toTimeString().slice(0, 8))}  ${words}`);
    if (lastNumbers !== '') live(lastNumbers);
  };
  const ms = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(1)} ms`);

  return {
    lifecycle: (state, queued) => {
      const waiting = queued > 0 ? `; what queued leaves now, in order: ${queued}` : '';
      if (state.status === 'connecting')
        log(colors.yellow(`connecting    ${state.attempt === 0 ? 'first dial' : `retry ${state.attempt}`}`));
      if (state.status === 'connected') log(colors.green(`connected     the link is up${waiting}`));
      if (state.status === 'waiting') {
        log(
          colors.yellow(
            `waiting       ${state.cause.message}; retry ${state.attempt} in ${Math.round(state.delay)} ms, messages queue meanwhile`,
          ),
        );
      }
      if (state.status === 'disconnected')
        log(colors.red(`disconnected  ${state.cause?.message ?? 'as asked'}`));
    },
    note: (kind, words) => log(kind === 'trouble' ? colors.magenta(`trouble       ${words}`) : words),
    second: ({ perSecond, metrics, telemetry }) => {
      const link = `${perSecond} messages/s in · RTT ${ms(metrics.rtt.last)} (p95 ${ms(metrics.rtt.p95)}) · sent ${metrics.sent} · queued ${metrics.queued} · reconnects ${metrics.reconnects}`;
      const machine = telemetry
        ? `CPU ${telemetry.cpu} % · memory ${telemetry.memory} % · load ${telemetry.load} · event loop p99 ${telemetry.loopDelay} ms`
        : '';
      lastNumbers = `${colors.bold(link)}\n${colors.dim(machine)}`;
      live(lastNumbers);
    },
    end: (metrics, left) => {
      lastNumbers = '';
      live.clear();
      const dropped = Object.values(metrics.dropped).reduce((sum, count) => sum + count, 0);
      log(
        `end           received ${metrics.received}, sent ${metrics.sent} of ${metrics.enqueued}, dropped ${dropped}, left ${left}, reconnects ${metrics.reconnects}, time to recover p50 ${ms(metrics.timeToRecover.p50)}`,
      );
      live.done();
    },
  };
}
