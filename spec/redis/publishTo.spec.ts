import { firstValueFrom } from 'rxjs';
import { publishTo } from '../../lib/redis/publishTo.js';
import { brokerContext } from './brokerContext.js';

describe('publishTo', () => {
  it('asks for nothing before it is subscribed to, and tells the place', async () => {
    const { context, commands } = brokerContext([[7, 'e', 0]]);
    const publish$ = publishTo(context, 'a', 'body');
    expect(commands).toEqual([]);

    expect(await firstValueFrom(publish$)).toEqual({ offset: 7, epoch: 'e', duplicate: false });
    expect(commands[0]?.args).toEqual([
      ...['body', 'next', '1', '100', '300000', '0', '0', '86400000', 'PUBLISH', 'p:{a}:c'],
    ]);
    expect(commands[0]?.keys).toEqual(['p:{a}:o', 'p:{a}:h', 'p:{a}:k', 'p:{a}:l', 'p:{a}:i:']);
  });

  it('may be sent twice only with an id', async () => {
    const { context, commands } = brokerContext([
      [1, 'e', 0],
      [1, 'e', 1],
    ]);
    await firstValueFrom(publishTo(context, 'a', 'x'));

    const again = await firstValueFrom(publishTo(context, 'a', 'x', { id: 'm-1' }));

    expect(again.duplicate).toBe(true);
    expect(commands.map(({ isRepeatable }) => isRepeatable)).toEqual([false, true]);
    expect(commands[1]?.keys.at(-1)).toBe('p:{a}:i:m-1');
    expect(commands[1]?.args[6]).toBe('300000');
  });

  it('waits for a link only where that is configured', async () => {
    const { context, commands } = brokerContext([[1, 'e', 0]], { whenAway: 'refuse' });
    await firstValueFrom(publishTo(context, 'a', 'x'));

    expect(commands[0]?.waits).toBe(false);
  });

  it('says how much history there is to be, and what is done to a key', async () => {
    const { context, commands } = brokerContext([[1, 'e', 0]]);
    const history = { size: 1.5, ttl: Infinity };
    await firstValueFrom(publishTo(context, 'a', 'x', { history, key: { name: 'k', op: 'remove', of: 3 } }));

    expect(commands[0]?.args.slice(3, 6)).toEqual(['1', '9007199254740991', '1']);
    expect(commands[0]?.args.slice(10)).toEqual(['remove', 'k', '3', '']);
  });

  it('refuses one key too many', async () => {
    const { context } = brokerContext([[-3]]);
    const publish$ = publishTo(context, 'a', 'x', { key: { name: 'k', op: 'set', limit: 2 } });

    await expect(firstValueFrom(publish$)).rejects.toMatchObject({
      name: 'KeyLimitError',
      channel: 'a',
      limit: 2,
    });
  });
});
