import { firstValueFrom, of } from 'rxjs';
import { dialRedis } from '../../lib/redis/dialRedis.js';
import { redisBrokerSettings } from '../../lib/redis/RedisBrokerConfig.js';
import type { RedisBrokerConfig } from '../../lib/redis/RedisBrokerConfig.js';
import { needing } from '../support/needing.js';
import { recorded } from '../support/recorded.js';
import { redisOfTheseTests, redisPath } from '../support/redisServer.js';
import { closedPort, tcpServer } from '../support/tcpServer.js';

const dial = (config: RedisBrokerConfig) => dialRedis(redisBrokerSettings(config), []);

describe('dialRedis', () => {
  it('is unreachable where nobody listens', async () => {
    const url = `redis://127.0.0.1:${await closedPort()}`;

    expect(await recorded(dial({ url })).end()).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });

  it('gives up a server that says nothing', async () => {
    const server = await tcpServer();
    const url = server.url.replace('ws', 'redis');
    const dialled = recorded(dial({ url, connectTimeout: 50 }));

    expect(await dialled.end()).toMatchObject({ kind: 'connect-timeout', timeout: 50 });
    const socket = await server.socket();
    if (!socket.destroyed) await new Promise((done) => socket.once('close', done).resume());
  });

  it('is an attempt that failed where the provider of the URL throws, or the URL is none', async () => {
    const thrown$ = dial({
      url: () => {
        throw new Error('no sentinel');
      },
    });

    expect(await recorded(thrown$).end()).toMatchObject({ kind: 'provider', option: 'url' });
    expect(await recorded(dial({ url: () => 'http://example.org' })).end()).toMatchObject({
      kind: 'invalid-url',
    });
  });
});

needing('redis-server', redisPath !== undefined)('dialRedis, of a Redis', () => {
  const redis = redisOfTheseTests();

  it('asks the provider anew at each dial, and counts those that failed', async () => {
    const attempts: number[] = [];
    const closed = `redis://127.0.0.1:${await closedPort()}`;
    const link$ = dial({
      url: ({ attempt }) => {
        attempts.push(attempt);
        return of(attempt === 0 ? closed : redis.current.url);
      },
    });
    await recorded(link$).end();
    await firstValueFrom(link$);
    await recorded(link$).end();

    expect(attempts).toEqual([0, 1, 0]);
  });

  it('closes the link when it is let go', async () => {
    const name = 'let-go';
    const dialled = recorded(dial({ url: redis.current.url, client: { name } }));
    await dialled.first();
    expect(await redis.current.command('CLIENT', 'LIST')).toMatch(`name=${name}`);

    dialled.subscription.unsubscribe();

    await redis.current.until(
      async () => !/name=let-go/.test(String(await redis.current.command('CLIENT', 'LIST'))),
    );
  });

  it('refuses at start where INFO is forbidden in scripts, unless the epoch is bound to the data', async () => {
    await redis.current.command('ACL', 'SETUSER', 'narrow', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const url = redis.current.url.replace('//', '//narrow:secret@');

    await expect(firstValueFrom(dial({ url }))).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/Redis forbids INFO in scripts/),
    });
    const { subscription, first } = recorded(dial({ url, epoch: 'data' }));
    await first();
    subscription.unsubscribe();
  });

  it('is told by the server that the password is wrong', async () => {
    const url = redis.current.url.replace('//', '//narrow:wrong@');

    await expect(firstValueFrom(dial({ url }))).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/WRONGPASS/),
    });
  });
});
