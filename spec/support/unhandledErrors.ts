import { config } from 'rxjs';
import type { MarbleHelpers } from 'rxwire/testing';
import { marbles } from './marbles.js';

/** Runs a marble test, and gives what rxjs reported meanwhile as handled by nobody. */
export function unhandledErrors(body: (helpers: MarbleHelpers) => void): unknown[] {
  const errors: unknown[] = [];
  config.onUnhandledError = (error) => errors.push(error);
  try {
    marbles(body)();
  } finally {
    config.onUnhandledError = null;
  }
  return errors;
}
