import { firstValueFrom } from 'rxjs';
import { readLatest } from '../../lib/redis/readLatest.js';
import { brokerContext } from './brokerContext.js';

describe('readLatest', () => {
  it('reads offset and body of each key, at most 500', async () => {
    const { context, commands } = brokerContext([['e', 9, ['3', 'a', '8', 'b']]]);

    expect(await firstValueFrom(readLatest(context, 'a', 2, Infinity))).toEqual({
      epoch: 'e',
      top: 9,
      items: [
        { offset: 3, body: 'a' },
        { offset: 8, body: 'b' },
      ],
    });
    expect(commands[0]?.args.slice(0, 2)).toEqual(['2', '500']);
  });
});
