import type { Attack } from './Attack.js';
import { channelAttacks } from './channelAttacks.js';
import { doorAttacks } from './doorAttacks.js';
import { frameAttacks } from './frameAttacks.js';

/** All that is tried, in the order of `docs/security.md`. */
export const attacks: readonly Attack[] = [...doorAttacks, ...frameAttacks, ...channelAttacks];
