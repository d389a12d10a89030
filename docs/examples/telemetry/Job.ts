import type { Observable } from 'rxjs';
import type { Report } from './report.js';
import type { TypedLines } from './typedLines.js';

/** What the program is asked to do, and until when. */
export interface Job {
  readonly report: Report;
  /** Divides all times. */
  readonly pace: number;
  readonly typed: TypedLines;
  readonly stop$: Observable<void>;
}
