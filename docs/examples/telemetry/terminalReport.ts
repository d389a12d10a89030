import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import type { LedgerCounts } from './eventLedger.js';
import type { Report, Reported, Transport } from './report.js';

/** A log that scrolls, above lines that stay: for terminals. */
export function terminalReport(stream: NodeJS.WriteStream): Report {
  const live = createLogUpdate(stream);
  let lastNumbers = '';
  const log = (words: string): void => {
    live.persist(`${colors.dim(new Date().toTimeString().slice(0, 8))}  ${words}`);
    if (lastNumbers !== '') live(lastNumbers);
  };

  return {
    lifecycle: (transport, state, queued = 0) => {
      const paint = paints[state.status];
      log(paint(`${label(transport)}${state.status.padEnd(14)}${story(transport, state, queued)}`));
    },
    trouble: ({ words, transport }) => log(colors.magenta(`${label(transport)}trouble       ${words}`)),
    note: (_, words) => log(words),
    resumed: ({ after, replayed, ...counts }) =>
      log(
        colors.green(
          `${label('sse')}resumed       after event ${after}: ${replayed} events replayed, ${seams(counts)}`,
        ),
      ),
    second: ({ perSecond, metrics, events, telemetry }) => {
      const link = `${label('websocket')}${perSecond} messages/s · RTT ${ms(metrics.rtt.last)} (p95 ${ms(metrics.rtt.p95)}) · sent ${metrics.sent} · queued ${metrics.queued} · reconnects ${metrics.reconnects}`;
      const source = events
        ? `${label('sse')}${events.perSecond} events/s · received ${events.received} · ${seams(events)}`
        : undefined;
      const machine = telemetry
        ? `CPU ${telemetry.cpu} % · memory ${telemetry.memory} % · load ${telemetry.load} · event loop p99 ${telemetry.loopDelay} ms`
        : undefined;
      lastNumbers = [
        colors.bold(link),
        ...(source ? [colors.bold(source)] : []),
        ...(machine ? [colors.dim(machine)] : []),
      ].join('\n');
      live(lastNumbers);
    },
    end: ({ metrics, left, events }) => {
      lastNumbers = '';
      live.clear();
      const dropped = Object.values(metrics.dropped).reduce((sum, count) => sum + count, 0);
      log(
        `${label('websocket')}end           received ${metrics.received}, sent ${metrics.sent} of ${metrics.enqueued}, dropped ${dropped}, left ${left}, reconnects ${metrics.reconnects}, time to recover p50 ${ms(metrics.timeToRecover.p50)}`,
      );
      if (events) log(`${label('sse')}end           received ${events.received}, ${seams(events)}`);
      live.done();
    },
  };
}

const paints = {
  connecting: colors.yellow,
  connected: colors.green,
  waiting: colors.yellow,
  disconnected: colors.red,
};

function story(transport: Transport, state: Reported, queued: number): string {
  switch (state.status) {
    case 'connecting':
      return state.attempt === 0 ? 'first dial' : `retry ${state.attempt}`;
    case 'connected':
      if (state.connection.resumedFrom)
        return `the stream goes on after event ${state.connection.resumedFrom}`;
      return queued > 0 ? `the link is up; what queued leaves now, in order: ${queued}` : 'the link is up';
    case 'waiting': {
      const { cause, attempt, delay } = state;
      const asked = cause.retryAfter === undefined ? '' : `, ${cause.retryAfter} of them as the server asked`;
      const meanwhile = transport === 'sse' ? '' : ', messages queue meanwhile';
      return `${cause.message}; retry ${attempt} in ${Math.round(delay)} ms${asked}${meanwhile}`;
    }
    case 'disconnected':
      return state.cause?.message ?? 'as asked';
  }
}

function label(transport: Transport | undefined): string {
  return transport === undefined ? '' : { websocket: 'ws   ', sse: 'sse  ' }[transport];
}

function seams({ lost, doubled }: LedgerCounts): string {
  return `lost ${lost}, doubled ${doubled}`;
}

function ms(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(1)} ms`;
}
