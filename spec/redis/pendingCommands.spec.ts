import { BehaviorSubject, Observable } from 'rxjs';
import { ConnectionError } from 'rxwire';
import type { Lifecycle } from 'rxwire';
import { UnavailableError } from 'rxwire/redis';
import { channelScripts } from '../../lib/redis/channelScripts.js';
import { pendingCommands } from '../../lib/redis/pendingCommands.js';
import type { Command } from '../../lib/redis/pendingCommands.js';
import type { RedisLink } from '../../lib/redis/RedisLink.js';
import { fakeLink, replyError, settled } from './fakeLink.js';

const broken = new ConnectionError('closed', 'broke', { code: 1006, reason: '', wasClean: false });
const waiting: Lifecycle<RedisLink> = { status: 'waiting', attempt: 1, delay: 1, cause: broken };
const connected = (connection: RedisLink): Lifecycle<RedisLink> => ({ status: 'connected', connection });

const scene = (config: { maxPending?: number; maxPendingBytes?: number } = {}) => {
  const state$ = new BehaviorSubject<Lifecycle<RedisLink>>({ status: 'connecting', attempt: 0 });
  let needs = 0;
  const lifecycle$ = new Observable<Lifecycle<RedisLink>>((subscriber) => {
    needs += 1;
    subscriber.add(() => (needs -= 1));
    return state$.subscribe(subscriber);
  });
  const run = pendingCommands({ lifecycle$, maxPending: 100, maxPendingBytes: 1_000, ...config });
  const story: unknown[] = [];
  const publish = (body: string, options: Partial<Command> = {}) =>
    run({
      script: channelScripts.publish,
      keys: [],
      args: [body],
      size: body.length * 2,
      waits: true,
      isRepeatable: true,
      ...options,
    }).subscribe({
      next: (reply) => story.push(`${body}: ${String(reply)}`),
      error: (error: UnavailableError) => story.push(`${body}: ${error.message}, ${error.mayBeDone}`),
      complete: () => story.push(`${body} is done`),
    });
  return { state$, run, story, publish, needs: () => needs };
};

describe('pendingCommands', () => {
  it('sends in order over the link that comes, answers each, and lets the link go', async () => {
    const { state$, story, publish, needs } = scene();
    const link = fakeLink();
    publish('a');
    publish('b');
    expect(needs()).toBe(1);

    state$.next(connected(link));
    publish('c');
    await link.answer(1);
    await link.answer(2);
    expect(needs()).toBe(1);
    await link.answer(3);

    expect(link.log).toEqual(['publish a', 'publish b', 'publish c']);
    expect(story).toEqual(['a: 1', 'a is done', 'b: 2', 'b is done', 'c: 3', 'c is done']);
    expect(needs()).toBe(0);
  });

  it('sends again over the next link what had no answer, before what came later', async () => {
    const { state$, story, publish } = scene();
    const [first, second] = [fakeLink(), fakeLink()];
    state$.next(connected(first));
    publish('a');
    publish('b');
    await first.answer(1);

    state$.next(waiting);
    publish('c');
    await first.refuse(new Error('Socket closed unexpectedly'));
    state$.next(connected(second));

    expect(second.log).toEqual(['publish b', 'publish c']);
    await second.answer(2);
    expect(story).toEqual(['a: 1', 'a is done', 'b: 2', 'b is done']);
  });

  it('says of what cannot be repeated that it may have been done', async () => {
    const { state$, story, publish, needs } = scene();
    const link = fakeLink();
    state$.next(connected(link));
    publish('a', { isRepeatable: false });

    state$.next(waiting);
    await link.refuse(new Error('Socket closed unexpectedly'));

    expect(story).toEqual(['a: the link to Redis broke before the answer came, true']);
    expect(needs()).toBe(0);
  });

  it('refuses at once what does not wait, with the cause', async () => {
    const { state$, run, story, publish } = scene();
    publish('a', { waits: false });
    publish('b');

    state$.next(waiting);
    publish('c', { waits: false });

    expect(story).toEqual(['a: broke, false', 'c: broke, false']);
    const errors: unknown[] = [];
    run({
      script: channelScripts.publish,
      keys: [],
      args: [],
      size: 0,
      waits: false,
      isRepeatable: true,
    }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors[0]).toBeInstanceOf(UnavailableError);
    expect(errors[0]).toMatchObject({ code: 'UNAVAILABLE', cause: broken });
  });

  it('fails everything when the link is given up', async () => {
    const { state$, story, publish, needs } = scene();
    const link = fakeLink();
    state$.next(connected(link));
    publish('a');
    state$.next({ status: 'disconnected', cause: broken });
    await link.refuse(new Error('Disconnects client'));
    publish('b');

    expect(story).toEqual(['a: the link to Redis broke before the answer came, true', 'b: broke, false']);
    expect(needs()).toBe(0);
  });

  it('lets no more wait than it may, by count and by bytes', () => {
    const { story, publish } = scene({ maxPending: 2, maxPendingBytes: 10 });
    publish('a');
    publish('12345');
    publish('b');
    publish('c');

    expect(story).toEqual([
      '12345: too much waits for Redis already, false',
      'c: too much waits for Redis already, false',
    ]);
  });

  it('does not send what nobody waits for any more', () => {
    const { state$, publish, needs } = scene();
    const link = fakeLink();
    const a = publish('a');
    publish('b');
    a.unsubscribe();

    state$.next(connected(link));

    expect(link.log).toEqual(['publish b']);
    expect(needs()).toBe(1);
  });

  it('loads the scripts again when the engine has lost them, and goes on in order', async () => {
    const { state$, story, publish } = scene();
    const link = fakeLink();
    state$.next(connected(link));
    publish('a');
    publish('b');
    publish('c');

    await link.answer(1);
    await link.refuse(replyError('NOSCRIPT No matching script.'));
    publish('d');
    expect(link.log).toEqual(['publish a', 'publish b', 'publish c']);
    await link.refuse(replyError('NOSCRIPT No matching script.'));
    await link.answer('loaded');
    await link.answer(2);

    expect(link.log.slice(3)).toEqual(['load', 'publish b', 'publish c', 'publish d']);
    expect(story).toEqual(['a: 1', 'a is done', 'b: 2', 'b is done']);
  });

  it('tells what the engine refuses to who asked, and nobody else', async () => {
    const { state$, story, publish } = scene();
    const link = fakeLink();
    state$.next(connected(link));
    publish('a');
    publish('b');

    await link.refuse(replyError("OOM command not allowed when used memory > 'maxmemory'."));
    await link.answer(1);

    expect(story).toEqual([
      "a: Redis refuses: OOM command not allowed when used memory > 'maxmemory'., false",
      'b: 1',
      'b is done',
    ]);
    expect(link.failures).toEqual([]);
  });

  it('leaves a link whose engine is a replica, and keeps what it would not take', async () => {
    const { state$, publish } = scene();
    const [first, second] = [fakeLink(), fakeLink()];
    state$.next(connected(first));
    publish('a', { isRepeatable: false });

    await first.refuse(replyError("READONLY You can't write against a read only replica."));
    expect(first.failures).toHaveLength(1);
    state$.next(waiting);
    state$.next(connected(second));

    expect(second.log).toEqual(['publish a']);
    await settled();
  });
});
