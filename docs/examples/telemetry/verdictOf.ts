import type { Verdict } from './report.js';
import type { Player, Stage } from './stage.js';

/** What it all came to, when nothing more can come: what is still missing is lost. */
export function verdictOf(
  {
    rows,
    restarts,
    players,
  }: Pick<Stage, 'rows' | 'restarts'> & {
    readonly players: readonly Pick<Player, 'isWhole'>[];
  },
  breaks: number,
  left: number,
): Verdict {
  const { published, clients } = rows();
  const final = clients.map((row) => ({ ...row, lost: row.lost + Math.max(0, row.coming), coming: 0 }));
  const ok =
    left === 0 &&
    players.every(({ isWhole }) => isWhole()) &&
    final.every(({ lost, doubled, falseGaps }) => lost + doubled + falseGaps === 0);
  return { ok, published, clients: final, breaks, restarts, left };
}
