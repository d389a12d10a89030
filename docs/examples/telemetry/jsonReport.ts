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
        ...('cause' in state &&
          state.cause && {
            cause: state.cause.kind,
            message: state.cause.message,
            retryAfter: state.cause.retryAfter,
          }),
        ...('connection' in state && { resumedFrom: state.connection.resumedFrom || undefined }),
        queued,
      }),
    trouble: ({ words, transport, cut }) => line({ event: 'trouble', transport, message: words, cut }),
    note: (event, words) => line({ event, message: words }),
    resumed: (resumption) => line({ event: 'resumed', transport: 'sse', ...resumption }),
    second: ({ perSecond, metrics, events, telemetry }) => {
      line({
        event: 'metrics',
        transport: 'websocket',
        messagesPerSecond: perSecond,
        rtt: metrics.rtt,
        sent: metrics.sent,
        queued: metrics.queued,
        telemetry,
      });
      if (events === undefined) return;
      const { perSecond: messagesPerSecond, ...counts } = events;
      line({ event: 'metrics', transport: 'sse', messagesPerSecond, ...counts });
    },
    end: (numbers) => line({ event: 'end', ...numbers }),
  };
}
