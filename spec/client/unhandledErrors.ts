import { config } from 'rxjs';

/** Runs something synchronous, and gives what rxjs reported as handled by nobody. */
export function unhandledErrors(run: () => void): unknown[] {
  const errors: unknown[] = [];
  jest.useFakeTimers();
  config.onUnhandledError = (error) => errors.push(error);
  try {
    run();
    jest.runAllTimers();
  } finally {
    config.onUnhandledError = null;
    jest.useRealTimers();
  }
  return errors;
}
