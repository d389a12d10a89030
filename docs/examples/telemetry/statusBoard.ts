import colors from 'picocolors';
import type { LedgerRow, Second } from './report.js';

const heads = ['delivered', 'recovered', 'lost', 'doubled', 'gone', 'msg/s', 'RTT ms', 'queued'];

/**
 * The numbers that stay at the bottom of a terminal.
 *
 * ```text
 * published 214   delivered recovered lost doubled gone msg/s RTT ms queued
 * ws                    210        18    0       0    4     6    0.4      0
 * ```
 */
export function statusBoard({ clients, ledger, telemetry }: Second, columns: number): string {
  const table = [
    [ledger === undefined ? '' : `published ${ledger.published}`, ...heads],
    ...clients.map(({ transport, perSecond, metrics }) => {
      const row = ledger?.clients.find((each) => each.transport === transport);
      const { delivered, recovered, lost, doubled, missed } = row ?? {};
      return [
        transport === 'websocket' ? 'ws' : 'sse',
        ...[delivered, recovered, lost, doubled, missed, perSecond].map((count) => String(count ?? '–')),
        metrics.rtt.last?.toFixed(1) ?? '–',
        String(metrics.queued),
      ];
    }),
  ];
  const rows = table.map(([name = '', ...cells]) =>
    [name.padEnd(15), ...cells.map((cell, at) => cell.padStart((heads[at] as string).length))].join(' '),
  );
  const machine =
    telemetry === undefined
      ? ''
      : `CPU ${telemetry.cpu} % · memory ${telemetry.memory} % · load ${telemetry.load} · event loop p99 ${telemetry.loopDelay} ms`;
  const [head = '', ...body] = rows.map((row) => row.slice(0, columns - 1));
  return [
    '',
    colors.dim(head),
    ...body.map((row) => colors.bold(row)),
    colors.dim(machine.slice(0, columns - 1)),
  ].join('\n');
}

/** A client's page of the ledger, in words. */
export function tally({ delivered, lost, doubled, missed, falseGaps, coming }: LedgerRow): string {
  const rest = [
    [missed, 'gone'],
    [falseGaps, 'told wrongly'],
    [coming, 'coming'],
  ] as const;
  const told = rest.filter(([count]) => count > 0).map(([count, words]) => `, ${count} ${words}`);
  return `${delivered} delivered, ${lost} lost, ${doubled} doubled${told.join('')}`;
}
