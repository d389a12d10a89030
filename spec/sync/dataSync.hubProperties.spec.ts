import fc from 'fast-check';
import { map } from 'rxjs';
import * as rxwire from 'rxwire';
import type { recoverFrom as Recover } from '../../lib/server/recoverFrom.js';
import type { hubPresence as HubPresenceOf } from '../../lib/server/hubPresence.js';
import type { keyExpiry as ExpiryOf } from '../../lib/server/keyExpiry.js';
import type { latestOfKeys as LatestOf } from '../../lib/server/latestOfKeys.js';
import type { batchOf as Batch } from '../../lib/server/publication.js';
import type { roster as RosterOf } from '../../lib/server/roster.js';
import type { persistentMap as MapOf } from '../../lib/sync/persistentMap.js';
import type { acceptedPosition as Accepted } from '../../lib/sync/positionOf.js';
import { hubServer } from './hubServer.js';
import { planted } from './planted.js';
import { playSync } from './playSync.js';
import { hubScript } from './syncScript.js';
import type { SyncStep } from './syncScript.js';

describe('channels and the hub, whatever happens to either', () => {
  it('tell each observer everything once and in order, or that something is missing', () => {
    // On failure fast-check prints the seed and the path, and the script is small.
    fc.assert(
      fc.property(hubScript, (script) => void playSync(script, rxwire, hubServer)),
      { numRuns: 2_000 },
    );
  }, 180_000);

  it('tell the value of a key that has the same offset in a history that began anew', () => {
    const key = 'x';
    const steps: readonly { readonly after: number; readonly step: SyncStep }[] = [
      { after: 0, step: { do: 'look', at: 'map' } },
      { after: 30, step: { do: 'set', key, by: 'server' } },
      { after: 30, step: { do: 'restart', channel: 'map', tell: true } },
      { after: 1, step: { do: 'set', key, by: 'server' } },
    ];

    playSync({ seed: 0, linger: 0, staleness: undefined, steps }, rxwire, hubServer);
  });
});

describe('the check of channels and the hub', () => {
  const fails = (library: typeof rxwire, serverOf: typeof hubServer): boolean =>
    fc.check(
      fc.property(hubScript, (script) => void playSync(script, library, serverOf)),
      { numRuns: 1_000, endOnFailure: true, seed: 1 },
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
    [
      'tells that somebody has left whose link only broke',
      '../../lib/server/hubPresence',
      (real: { hubPresence: typeof HubPresenceOf }) => ({
        hubPresence: (...given: Parameters<typeof HubPresenceOf>) => {
          const presence = real.hubPresence(...given);
          return { ...presence, fade: presence.leave };
        },
      }),
    ],
    [
      'never lets those go who are not listed any more',
      '../../lib/server/roster',
      (real: { roster: typeof RosterOf }) => ({
        ...real,
        roster: (capacity: number) => {
          const roster = real.roster(capacity);
          return {
            ...roster,
            get members() {
              return roster.members;
            },
            replace: (items: Parameters<typeof roster.replace>[0]) => items.forEach(roster.add),
          };
        },
      }),
    ],
    [
      'does not look for keys that expire when it takes a channel up',
      '../../lib/server/keyExpiry',
      (real: { keyExpiry: typeof ExpiryOf }) => ({
        keyExpiry: (config: Parameters<typeof ExpiryOf>[0]) => {
          const { latest: _latest, ...broker } = config.broker;
          return real.keyExpiry({ ...config, broker });
        },
      }),
    ],
    [
      'forgets one key of a map where it tells them all',
      '../../lib/server/latestOfKeys',
      (real: { latestOfKeys: typeof LatestOf }) => ({
        latestOfKeys: (resize: (by: number) => void) => {
          const latest = real.latestOfKeys(resize);
          return {
            get size() {
              return latest.size;
            },
            has: latest.has,
            apply: latest.apply,
            after: (offset: number, limit: number) => latest.after(offset, limit).slice(1),
          };
        },
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

  it('notices a map of a client in which nothing is ever removed', () => {
    const broken = planted<typeof rxwire>('../../lib/index', '../../lib/sync/persistentMap', (real) => ({
      persistentMap: () => {
        const kept = (map: ReturnType<typeof MapOf>): ReturnType<typeof MapOf> =>
          new Proxy(map, {
            get: (_, name) => {
              if (name === 'without') return () => kept(map);
              if (name === 'with') return (...given: Parameters<typeof map.with>) => kept(map.with(...given));
              const value = map[name as keyof typeof map] as unknown;
              return typeof value === 'function' ? value.bind(map) : value;
            },
          });
        return kept((real as { persistentMap: typeof MapOf }).persistentMap());
      },
    }));

    expect(fails(broken, hubServer)).toBe(true);
  });
});
