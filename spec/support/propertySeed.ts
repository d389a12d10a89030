import type * as FastCheck from 'fast-check';

/**
 * Property tests draw the same each time, so that the verdict on a commit is of the commit. `RXWIRE_SEED=<number>` draws other scripts; on
 * failure fast-check prints the seed and the path. Nothing is loaded where it is not used.
 */
jest.mock('fast-check', () => {
  const fastCheck = jest.requireActual<typeof FastCheck>('fast-check');
  fastCheck.configureGlobal({ seed: Number(process.env['RXWIRE_SEED'] ?? 1) });
  return fastCheck;
});
