import { byteLength } from '../core/byteLength.js';
import type { RecordedDial, SessionEvent, SessionFixture } from './SessionFixture.js';

export interface SessionLogConfig {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly overflow: 'drop-newest' | 'drop-oldest';
}

/** The log of one dial. */
export interface DialLog {
  /** Takes note, and gives back what takes the note back. */
  add(event: SessionEvent): () => void;
}

/** What happened so far, within bounds. */
export interface SessionLog {
  /** Begins a dial; `at` counts from the first one. */
  dial(at: number): DialLog;
  fixture(): SessionFixture;
}

interface Kept {
  readonly event: SessionEvent;
  readonly bytes: number;
}

interface KeptDial {
  readonly at: number;
  readonly kept: Kept[];
}

const isMessage = ({ event }: Kept): boolean => ['incoming', 'sent', 'activity'].includes(event.event);
const isEnd = ({ event }: Kept): boolean => ['error', 'complete', 'unsubscribe'].includes(event.event);

/**
 * Keeps events until they are too many, or too long; a dial counts as one.
 *
 * ```text
 * drop-newest   what comes after the first that does not fit is not kept: the beginning, without a hole
 * drop-oldest   the oldest messages make room, then the oldest dials that have ended: the end, each link still opened
 * ```
 */
export function sessionLog(config: SessionLogConfig): SessionLog {
  const { maxEvents, maxBytes, overflow } = config;
  const dials: KeptDial[] = [];
  let events = 0;
  let bytes = 0;
  let dropped = 0;

  const forget = (dial: KeptDial, ...gone: readonly Kept[]): void => {
    for (const each of gone) {
      const index = dial.kept.indexOf(each);
      if (index < 0) continue;
      dial.kept.splice(index, 1);
      events -= 1;
      bytes -= each.bytes;
    }
  };
  /** Whether something was there to make room. */
  const dropOldest = (): boolean => {
    for (const dial of dials) {
      const oldest = dial.kept.find(isMessage);
      if (oldest !== undefined) {
        dropped += 1;
        forget(dial, oldest);
        return true;
      }
      if (dial.kept.some(isEnd)) {
        dropped += dial.kept.length;
        forget(dial, ...dial.kept);
        dials.splice(dials.indexOf(dial), 1);
        events -= 1;
        return true;
      }
    }
    return false;
  };
  /** Whether this much more fits, if need be by dropping. */
  const makeRoom = (size: number): boolean => {
    if (overflow === 'drop-newest') return dropped === 0 && events < maxEvents && bytes + size <= maxBytes;
    if (size > maxBytes) return false;
    while (events >= maxEvents || bytes + size > maxBytes) if (!dropOldest()) return false;
    return true;
  };
  return {
    dial: (at) => {
      const dial: KeptDial = { at, kept: [] };
      if (makeRoom(0)) {
        dials.push(dial);
        events += 1;
      } else dropped += 1;
      return {
        add: (event) => {
          const note = { event, bytes: byteLength(event) };
          if (!dials.includes(dial) || !makeRoom(note.bytes)) {
            dropped += 1;
            return () => {};
          }
          dial.kept.push(note);
          events += 1;
          bytes += note.bytes;
          return () => forget(dial, note);
        },
      };
    },
    fixture: () => ({
      format: 'rxwire/session',
      version: 1,
      dropped,
      dials: dials.map(({ at, kept }): RecordedDial => ({ at, events: kept.map(({ event }) => event) })),
    }),
  };
}
