import { of } from 'rxjs';
import { respondWithBlocks } from '../../lib/server/respondWithBlocks.js';
import { FakeResponse } from '../support/FakeResponse.js';

describe('respondWithBlocks', () => {
  it('writes what format makes of the blocks', () => {
    const response = new FakeResponse();

    respondWithBlocks<number>({
      request: { headers: {} },
      response,
      keepAlive: Infinity,
      events: () => of(1, 2),
      format: (block) => `data: ${String(block)}\n\n`,
    }).subscribe();

    expect(response.text).toBe('data: 1\n\ndata: 2\n\n');
    expect(response.writableEnded).toBe(true);
  });
});
