import fc from 'fast-check';
import { map } from 'rxjs';
import * as rxwire from 'rxwire';
import type { recoverFrom as Recover } from '../../lib/server/recoverFrom.js';
import type { batchOf as Batch } from '../../lib/server/publication.js';
import type { acceptedPosition as Accepted } from '../../lib/sync/positionOf.js';
import { hubServer } from './hubServer.js';
import { planted } from './planted.js';
import { playSync } from './playSync.js';
import { hubScript } from './syncScript.js';

describe('channels and the hub, whatever happens to either', () => {
  it('tell each observer everything once and in order, or that something is missing', () => {
    // On failure fast-check prints the seed and the path, and the script is small.
    fc.assert(
      fc.property(hubScript, (script) => playSync(script, rxwire, hubServer)),
      { numRuns: 2_000 },
    );
  }, 120_000);
});

describe('the check of channels and the hub', () => {
  const fails = (library: typeof rxwire, serverOf: typeof hubServer): boolean =>
    fc.check(
      fc.property(hubScript, (script) => playSync(script, library, serverOf)),
      { numRuns: 200, endOnFailure: true, seed: 1 },
    ).failed;

  it.each([
    [
      'leaves out the first that was missed',
      '../../lib/server/recoverFrom',
      ({ recoverFrom }: { recoverFrom: typeof Recover }) => ({
        recoverFrom: (config: Parameters<typeof Recover>[0]) =>
          recoverFrom(config).pipe(map((found) => ({ ...found, replay: found.replay.slice(1) }))),
      }),
    ],
    [
      'says that all was recovered where it was not',
      '../../lib/server/recoverFrom',
      ({ recoverFrom }: { recoverFrom: typeof Recover }) => ({
        recoverFrom: (config: Parameters<typeof Recover>[0]) =>
          recoverFrom(config).pipe(map((found) => ({ ...found, recovered: found.recovering }))),
      }),
    ],
    [
      'sends the publications of one turn in the wrong order',
      '../../lib/server/publication',
      (real: { batchOf: typeof Batch }) => ({
        ...real,
        batchOf: (...[channel, epoch, items]: Parameters<typeof Batch>) =>
          real.batchOf(channel, epoch, [...items].reverse()),
      }),
    ],
  ])('notices a hub that %s', (_, path, replacement) => {
    const { hubServer: broken } = planted<{ hubServer: typeof hubServer }>(
      './hubServer',
      path,
      replacement as never,
    );

    expect(fails(rxwire, broken)).toBe(true);
  });

  it('notices a client that resumes one too late', () => {
    const broken = planted<typeof rxwire>('../../lib/index', '../../lib/sync/positionOf', (real) => ({
      ...(real as object),
      acceptedPosition: (at: Parameters<typeof Accepted>[0]) => {
        const position = (real as { acceptedPosition: typeof Accepted }).acceptedPosition(at);
        return position && { ...position, offset: position.offset + 1 };
      },
    }));

    expect(fails(broken, hubServer)).toBe(true);
  });
});
