import { ConnectionError, OutboxOverflowError } from 'rxwire';

describe('OutboxOverflowError', () => {
  it('says how much the outbox holds', () => {
    const error = new OutboxOverflowError(100, 2_048);

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'OutboxOverflowError',
      message: 'outbox full: 100 messages, 2048 bytes; raise capacity or maxBytes',
      queued: 100,
      queuedBytes: 2_048,
    });
  });

  it('is no ConnectionError: the link has nothing to do with it', () => {
    expect(new OutboxOverflowError(1, 1) instanceof ConnectionError).toBe(false);
  });

  it('is recognised across two loaded copies of the package', async () => {
    let Other = OutboxOverflowError;
    await jest.isolateModulesAsync(async () => {
      ({ OutboxOverflowError: Other } = await import('rxwire'));
    });

    expect(Other).not.toBe(OutboxOverflowError);
    expect(new Other(1, 1) instanceof OutboxOverflowError).toBe(true);
  });
});
