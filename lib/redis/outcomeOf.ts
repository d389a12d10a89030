import { ErrorReply } from 'redis';

/** What became of a command that failed. */
export type Outcome =
  /** The engine has forgotten the script: nothing was done. */
  | 'script is gone'
  /** The engine cannot do it, but another may, or this one later: nothing was done. */
  | 'not here'
  /** The engine will not do it: nothing was done. */
  | 'refused'
  /** The link ended: nobody knows. */
  | 'unknown';

/** A replica, an engine that starts, has lost its master, or is of a cluster that is not whole. */
const notHere = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)\b/;

export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof ErrorReply)) return 'unknown';
  if (error.message.startsWith('NOSCRIPT')) return 'script is gone';
  return notHere.test(error.message) ? 'not here' : 'refused';
}
