// node:test has no globals; the file that is run under four runners takes them from there.
import { describe, it } from 'node:test';

Object.assign(globalThis, { describe, it });
