import type { Report } from './report.js';

/** One JSON object a line, for pipes. Lifecycle lines carry `status`, all others `event`. */
export function jsonReport(write: (text: string) => void): Report {
  const line = (fields: object): void =>
    write(`${JSON.stringify({ time: new Date().toISOString(), ...fields })}\n`);
  return {
    lifecycle: (transport, state, queued) =>
      line({
        status: state.status,
        transport,
        ...('attempt' in state && { attempt: state.attempt }),
        ...('delay' in state && { delay: Math.round(state.delay) }),
        ...('cause' in state && state.cause && { cause: state.cause.kind, message: state.cause.message }),
        queued,
      }),
    trouble: ({ words, ...rest }) => line({ event: 'trouble', ...rest, message: words }),
    note: (event, words) => line({ event, message: words }),
    said: (transport, { data, offset, recovered }) =>
      line({ event: 'chat', transport, text: data.text, from: data.senderId, offset, recovered }),
    flushed: (transport, count) => line({ event: 'flushed', transport, count }),
    recovered: (transport, { gaps, ...recovery }) =>
      line({
        event: 'recovered',
        transport,
        ...recovery,
        gaps: gaps.map(({ channel, reason }) => ({ channel, reason })),
      }),
    ledger: (rows) => line({ event: 'ledger', ...rows }),
    second: ({ clients, telemetry }) => {
      for (const { transport, perSecond, metrics } of clients) {
        const { rtt, sent, queued } = metrics;
        line({ event: 'metrics', transport, messagesPerSecond: perSecond, rtt, sent, queued, telemetry });
      }
    },
    draft: () => undefined,
    verdict: (verdict) => line({ event: 'verdict', ...verdict }),
    end: () => undefined,
  };
}
