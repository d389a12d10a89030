/**
 * Who may import whom. A word that is a folder of lib/ stands for its files, any other word for a package:
 * `rxjs` for exactly that specifier, `node:*` for all that begin so. `type x` allows what leaves nothing at run time.
 * A folder may always import itself.
 */
export interface Room {
  readonly imports: readonly string[];
}

/** The pure folders that make up the root entry. */
const rooms = ['core', 'backoff', 'operators', 'sse', 'transports', 'sync', 'client'] as const;

export const house: Readonly<Record<string, Room>> = {
  core: { imports: ['rxjs'] },
  backoff: { imports: ['core'] },
  operators: { imports: ['core', 'backoff', 'rxjs'] },
  sse: { imports: ['core', 'rxjs'] },
  transports: { imports: ['core', 'sse', 'rxjs'] },
  sync: { imports: ['core', 'rxjs'] },
  client: { imports: [...rooms, 'rxjs'] },
  root: { imports: [...rooms] },
  messages: { imports: ['core', 'rxjs', 'io-ts', 'fp-ts'] },
  node: { imports: ['root', ...rooms, 'rxjs', 'ws', 'undici', 'node:*'] },
  server: { imports: ['core', 'operators', 'sse', 'messages', 'rxjs', 'ws', 'node:*'] },
  redis: { imports: ['type server', 'core', 'backoff', 'operators', 'rxjs', 'redis'] },
  testing: { imports: ['core', 'rxjs', 'rxjs/testing'] },
  angular: { imports: ['rxwire', 'rxjs', '@angular/core'] },
  inspect: { imports: ['core', 'rxjs'] },
  cli: { imports: ['rxwire', 'rxwire/*', 'node:*'] },
};

/** Allowed everywhere: fp-ts gives its types to whoever wants them, and costs nothing at run time. */
export const everywhere: readonly string[] = ['type fp-ts/lib/*'];
