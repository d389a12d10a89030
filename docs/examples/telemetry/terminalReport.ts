import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import type { Lifecycle } from 'rxwire';
import { logLine } from './logLine.js';
import type { LedgerRows, Report } from './report.js';
import { statusBoard, tally } from './statusBoard.js';

/** A log that scrolls, above a board that stays: for terminals. */
export function terminalReport(stream: NodeJS.WriteStream): Report {
  const live = createLogUpdate(stream);
  const started = performance.now();
  let board = '';
  let prompt = '';
  const draw = (): void => {
    if (board + prompt !== '') live(board + prompt);
  };
  const log = (paint: Paint, who: string, what: string, words: string): void => {
    const at = (performance.now() - started) / 1_000;
    live.persist(logLine({ at, who, what, words, paint, columns: stream.columns }));
    draw();
  };
  const logLedger = ({ published, clients }: LedgerRows): void => {
    log(colors.bold, '', 'ledger', `${published} published, of which`);
    for (const row of clients) {
      const isWhole = row.lost + row.doubled + row.falseGaps === 0;
      log(isWhole ? colors.bold : colors.red, names[row.transport], '', tally(row));
    }
  };

  return {
    lifecycle: (transport, state, queued) =>
      log(
        'cause' in state || state.status !== 'disconnected' ? paints[state.status] : colors.dim,
        names[transport],
        state.status,
        story(state, queued),
      ),
    trouble: ({ words, transport, kind }) =>
      log(colors.magenta, transport === undefined ? 'hub' : names[transport], kind, words),
    note: (kind, words) => log(kind === 'error' ? colors.red : colors.dim, '', kind, words),
    said: (transport, { data, recovered }) =>
      log(
        colors.cyan,
        names[transport],
        'chat',
        `${data.text}${recovered ? ' (missed, and recovered)' : ''}`,
      ),
    flushed: (transport, count) =>
      log(
        colors.green,
        names[transport],
        'flushed',
        `${lines(count)} had queued, in order, and the hub has them`,
      ),
    recovered: (transport, { recovered, took, gaps }) => {
      const after = `${(took / 1_000).toFixed(2)} s after the break`;
      const words =
        gaps.length === 0
          ? `${recovered} missed publications, ${after}`
          : `${recovered} missed publications, ${after}; and told in ${gaps.length} channels that the history is gone`;
      log(colors.green, names[transport], 'recovered', words);
    },
    ledger: logLedger,
    second: (numbers) => {
      board = statusBoard(numbers, stream.columns);
      draw();
    },
    draft: (text) => {
      prompt = text === undefined ? '' : `\n${colors.cyan('  say ›')} ${text}${colors.inverse(' ')}`;
      draw();
    },
    verdict: ({ ok, published, clients, breaks, restarts, left }) => {
      board = prompt = '';
      live.clear();
      logLedger({ published, clients });
      const story = `links broken: ${breaks}, hubs killed: ${restarts}, left in queues: ${left}`;
      log(
        ok ? colors.green : colors.red,
        '',
        'verdict',
        ok ? `nothing lost, nothing doubled: ${story}` : `NOT WHOLE: ${story}`,
      );
    },
    end: () => {
      board = prompt = '';
      live.clear();
      live.done();
    },
  };
}

type Paint = (text: string) => string;

const names = { websocket: 'ws', sse: 'sse' };

const paints: Record<Lifecycle<unknown>['status'], Paint> = {
  connecting: colors.yellow,
  connected: colors.green,
  waiting: colors.yellow,
  disconnected: colors.red,
};

function story(state: Lifecycle<unknown>, queued: number): string {
  switch (state.status) {
    case 'connecting':
      return state.attempt === 0 ? 'first dial' : `retry ${state.attempt}`;
    case 'connected':
      return queued > 0 ? `the link is up; to be sent: ${lines(queued)}` : 'the link is up';
    case 'waiting':
      return `${state.cause.message}; retry ${state.attempt} in ${Math.round(state.delay)} ms`;
    case 'disconnected':
      return state.cause?.message ?? 'as asked';
  }
}

function lines(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}
