import type { MarbleHelpers } from 'rxwire/testing';

/** How many actions wait in virtual time: timers, and what is still to come of diagrams. */
export function timersOf({ scheduler }: Pick<MarbleHelpers, 'scheduler'>): number {
  return scheduler.actions.filter(({ closed }) => !closed).length;
}
