import fc from 'fast-check';
import { NEVER } from 'rxjs';
import * as rxwire from 'rxwire';
import type { requests as Requests } from '../../lib/client/requests.js';
import type { acceptedPosition as Accepted } from '../../lib/sync/positionOf.js';
import { hubServer } from './hubServer.js';
import { planted } from './planted.js';
import { playSync } from './playSync.js';
import { doorsScript } from './syncScript.js';

describe('channels over two transports, whatever is blocked, cut or restarted', () => {
  it('tell each observer everything once and in order, each publish is answered once, and nothing is left', () => {
    const counts = { takeovers: 0, reconnects: 0 };
    fc.assert(
      fc.property(doorsScript, (script) => {
        const { takeovers, reconnects } = playSync(script, rxwire, hubServer);
        counts.takeovers += takeovers;
        counts.reconnects += reconnects;
      }),
      { numRuns: 400 },
    );

    expect(counts.takeovers).toBeGreaterThan(100);
    expect(counts.reconnects).toBeGreaterThan(100);
  }, 120_000);

  it.each([
    [
      'does not tell who waits for a reply that its link is gone',
      '../../lib/client/requests',
      ({ requests }: { requests: typeof Requests }) => ({
        requests: (config: Parameters<typeof Requests>[0]) => requests({ ...config, lost$: NEVER }),
      }),
    ],
    [
      'resumes one too late',
      '../../lib/sync/positionOf',
      (real: { acceptedPosition: typeof Accepted }) => ({
        ...real,
        acceptedPosition: (at: Parameters<typeof Accepted>[0]) => {
          const position = real.acceptedPosition(at);
          return position && { ...position, offset: position.offset + 1 };
        },
      }),
    ],
  ])('notices a client that %s', (_, path, replacement) => {
    const broken = planted<typeof rxwire>('../../lib/index', path, replacement as never);
    const property = fc.property(doorsScript, (script) => void playSync(script, broken, hubServer));

    expect(fc.check(property, { numRuns: 100, endOnFailure: true, seed: 1 }).failed).toBe(true);
  });
});
