import { firstValueFrom } from 'rxjs';
import { ConnectionError } from 'rxwire';
import { openLink } from '../../lib/redis/openLink.js';
import type { EngineListener, RedisEngine } from '../../lib/redis/RedisEngine.js';
import type { RedisLink } from '../../lib/redis/RedisLink.js';
import { channelScripts } from '../../lib/redis/channelScripts.js';
import { recorded } from '../support/recorded.js';
import { replyError, settled } from './fakeLink.js';

const scene = (engine: Partial<RedisEngine> = {}, epoch: 'engine' | 'data' = 'engine') => {
  const log: string[] = [];
  let listener: EngineListener | undefined;
  const done = (words: string) => async () => void log.push(words);
  const link$ = openLink({
    epoch,
    scripts: [channelScripts.publish],
    engineFor: (each) => {
      listener = each;
      return {
        connect: done('connect'),
        destroy: () => void log.push('destroy'),
        load: async (text) => `digest of ${text.length}`,
        evaluate: async (_text, _keys, args) => void log.push(`check ${args}`),
        run: async (digest, keys, args) => `${digest} ${keys} ${args}`,
        listen: done('listen'),
        ignore: done('ignore'),
        ping: async () => 'PONG',
        ...engine,
      };
    },
  });
  const opened = recorded(link$);
  return { link$, opened, log, listener: () => listener as EngineListener };
};

describe('openLink', () => {
  it('emits the link when the engine is checked and has the scripts', async () => {
    const { opened, log } = scene();
    const link = await opened.first();

    expect(log).toEqual(['connect', 'check 1']);
    expect(await link.run(channelScripts.publish, ['k'], ['a'])).toBe(
      `digest of ${channelScripts.publish.text.length} k a`,
    );
    opened.subscription.unsubscribe();
    expect(log).toEqual(['connect', 'check 1', 'destroy']);
  });

  it('does not ask for INFO where the epoch is bound to the data', async () => {
    const { opened, log } = scene({}, 'data');
    await opened.first();

    expect(log).toContain('check 0');
  });

  it('brings announcements and pongs as life', async () => {
    const { opened, listener } = scene();
    const link: RedisLink = await opened.first();
    const [heard, life] = [recorded(link.incoming$), recorded(link.activity$ ?? link.incoming$)];

    listener().announcement('x', 'a');
    link.send('ping');
    await settled();

    expect(heard.seen).toEqual([{ channel: 'a', text: 'x' }]);
    expect(life.seen).toEqual(['x', 'PONG']);
    opened.subscription.unsubscribe();
    expect(await heard.all()).toHaveLength(1);
  });

  it('refuses an engine that forbids INFO in scripts, and says what to do', async () => {
    const forbids = async (): Promise<never> => {
      throw replyError(
        "ERR ACL failure in script: User default has no permissions to run the 'info' command",
      );
    };
    const { link$, log } = scene({ evaluate: forbids });

    await expect(firstValueFrom(link$)).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/^Redis forbids INFO in scripts.*allow it.*epoch: 'data'/),
    });
    expect(log).toContain('destroy');
  });

  it('refuses an engine that is too old', async () => {
    const isOld = async (): Promise<never> => {
      throw replyError(
        "ERR Error compiling script (new function): user_script:1: unexpected symbol near '#'",
      );
    };

    await expect(firstValueFrom(scene({ evaluate: isOld }).link$)).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/must be 7.0 or newer/),
    });
  });

  it('is unreachable before it is open, and closed with 1006 afterwards', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const never = scene({
      connect: async () => {
        throw refused;
      },
    });
    const broken = scene();
    await broken.opened.first();
    broken.listener().failed(new Error('Socket closed unexpectedly'));

    expect(await never.opened.end()).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
    expect(await broken.opened.end()).toMatchObject({ kind: 'closed', code: 1006 });
  });

  it('ends with the words it is closed with, or the error it is failed with', async () => {
    const [closed, failed] = [scene(), scene()];
    (await closed.opened.first()).close(4_000, 'enough');
    (await failed.opened.first()).fail(new ConnectionError('application', 'x', {}));

    expect(await closed.opened.end()).toMatchObject({
      kind: 'closed',
      code: 4_000,
      reason: 'enough',
      wasClean: true,
    });
    expect(await failed.opened.end()).toMatchObject({ kind: 'application' });
  });
});
