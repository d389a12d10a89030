import { Observable, Subject } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import { wordsOf } from '../core/wordsOf.js';
import { channelScripts } from './channelScripts.js';
import { linkError } from './linkError.js';
import { outcomeOf } from './outcomeOf.js';
import type { EngineListener, RedisEngine } from './RedisEngine.js';
import type { Announcement, RedisLink } from './RedisLink.js';
import type { RedisScript } from './RedisScript.js';

export interface OpenLinkConfig {
  readonly engineFor: (listener: EngineListener) => RedisEngine;
  readonly epoch: 'engine' | 'data';
  /** What is to be run over the link. */
  readonly scripts: readonly RedisScript[];
}

/**
 * Opens a link over an engine; emits it when it can be used: the engine does what is needed, and has the scripts.
 *
 * Errors: kind `unreachable` where it does not come about, `closed` with 1006 where it breaks, `unsupported` for an engine that is too
 * old or forbids INFO in scripts. Finalization: closes it.
 */
export function openLink({ engineFor, epoch, scripts }: OpenLinkConfig): Observable<RedisLink> {
  return new Observable((subscriber) => {
    const announcements$ = new Subject<Announcement>();
    const activity$ = new Subject<unknown>();
    const digests = new Map<RedisScript, string>();
    let isOpen = false;
    const failed = (error: unknown): void => subscriber.error(linkError(error, isOpen));
    const engine = engineFor({
      failed,
      announcement: (text, channel) => {
        activity$.next(text);
        announcements$.next({ channel, text });
      },
    });
    const load = async (): Promise<void> => {
      await Promise.all(
        scripts.map(async (script) => void digests.set(script, await engine.load(script.text))),
      );
    };
    const check = async (): Promise<void> => {
      const args = [epoch === 'engine' ? '1' : '0'];
      await engine.evaluate(channelScripts.check.text, [], args).catch((error: unknown) => {
        throw outcomeOf(error) === 'refused' ? unsupported(error) : error;
      });
    };
    const link: RedisLink = {
      incoming$: announcements$,
      activity$,
      send: () => {
        // One that fails ends the link by itself.
        engine.ping().then(
          (pong) => activity$.next(pong),
          () => undefined,
        );
      },
      buffered: () => 0,
      close: (code = 1000, reason = '') =>
        failed(
          new ConnectionError('closed', `closed with ${code} ${reason}`, { code, reason, wasClean: true }),
        ),
      run: (script, keys, args) => engine.run(digests.get(script) as string, keys, args),
      load,
      listen: (channels) => engine.listen(channels),
      ignore: (channels) => engine.ignore(channels),
      fail: failed,
    };
    subscriber.add(() => {
      announcements$.complete();
      activity$.complete();
      engine.destroy();
    });
    const opened = async (): Promise<void> => {
      await engine.connect();
      await check();
      await load();
      isOpen = true;
      subscriber.next(link);
    };
    opened().catch(failed);
  });
}

function unsupported(error: unknown): ConnectionError {
  const words = wordsOf(error);
  const what = /permission|NOPERM|can't run|not allowed/i.test(words)
    ? "Redis forbids INFO in scripts, which tells when data was set back: allow it (ACL +info +eval +evalsha), or say epoch: 'data' for a single primary with appendfsync always"
    : 'Redis does not run the scripts of the broker: it must be 7.0 or newer';
  return new ConnectionError('unsupported', `${what} (${words})`, {}, error);
}
