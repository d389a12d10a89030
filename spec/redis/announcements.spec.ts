import { BehaviorSubject, Observable, asapScheduler } from 'rxjs';
import { ConnectionError } from 'rxwire';
import type { Lifecycle } from 'rxwire';
import { announcements } from '../../lib/redis/announcements.js';
import type { Heard } from '../../lib/redis/announcements.js';
import type { RedisLink } from '../../lib/redis/RedisLink.js';
import { fakeLink, settled } from './fakeLink.js';

const broken = new ConnectionError('closed', 'broke', { code: 1006, reason: '', wasClean: false });
const waiting: Lifecycle<RedisLink> = { status: 'waiting', attempt: 1, delay: 1, cause: broken };
const connected = (connection: RedisLink): Lifecycle<RedisLink> => ({ status: 'connected', connection });

/** The end of this turn. */
const turn = async (): Promise<void> => {
  await new Promise<void>((done) => asapScheduler.schedule(() => done()));
  await settled();
};
const scene = () => {
  const state$ = new BehaviorSubject<Lifecycle<RedisLink>>({ status: 'connecting', attempt: 0 });
  let needs = 0;
  const lifecycle$ = new Observable<Lifecycle<RedisLink>>((subscriber) => {
    needs += 1;
    subscriber.add(() => (needs -= 1));
    return state$.subscribe(subscriber);
  });
  const listen = announcements(lifecycle$);
  const hear = (channel: string) => {
    const heard: string[] = [];
    const words = (each: Heard): string => (each.kind === 'text' ? each.text : each.kind);
    const subscription = listen(channel).subscribe({
      next: (each) => heard.push(words(each)),
      error: (error: Error) => heard.push(error.message),
    });
    return { heard, leave: () => subscription.unsubscribe() };
  };
  return { state$, hear, needs: () => needs };
};

describe('announcements', () => {
  it('asks once for each channel, for all of a turn together, and says when they are live', async () => {
    const { state$, hear } = scene();
    const link = fakeLink();
    const [a, again, b] = [hear('a'), hear('a'), hear('b')];
    state$.next(connected(link));
    await turn();
    expect(a.heard).toEqual([]);

    await link.answer(undefined);
    link.announcements$.next({ channel: 'a', text: 'x' });
    link.announcements$.next({ channel: 'c', text: 'y' });
    const late = hear('b');

    expect(link.log).toEqual(['listen a,b']);
    expect([a.heard, again.heard, b.heard, late.heard]).toEqual([
      ['live', 'x'],
      ['live', 'x'],
      ['live'],
      ['live'],
    ]);
  });

  it('takes a channel off the link when the last one has left, and lets the link go when nobody listens', async () => {
    const { state$, hear, needs } = scene();
    const link = fakeLink();
    const [a, again, b] = [hear('a'), hear('a'), hear('b')];
    state$.next(connected(link));
    await turn();
    await link.answer(undefined);

    a.leave();
    await turn();
    expect(link.log).toHaveLength(1);
    again.leave();
    await turn();
    b.leave();
    await turn();

    expect(link.log.slice(1)).toEqual(['ignore a', 'ignore b']);
    expect(needs()).toBe(0);
  });

  it('costs nothing to leave and come back within a turn', async () => {
    const { state$, hear } = scene();
    const link = fakeLink();
    const a = hear('a');
    state$.next(connected(link));
    await turn();
    await link.answer(undefined);

    a.leave();
    const back = hear('a');
    await turn();

    expect(link.log).toEqual(['listen a']);
    expect(back.heard).toEqual(['live']);
  });

  it('says when a live channel is interrupted, and live again once it is heard on the next link', async () => {
    const { state$, hear } = scene();
    const [first, second] = [fakeLink(), fakeLink()];
    const a = hear('a');
    state$.next(connected(first));
    await turn();
    await first.answer(undefined);

    state$.next(waiting);
    const late = hear('b');
    state$.next({ status: 'connecting', attempt: 1 });
    state$.next(connected(second));
    await turn();
    first.announcements$.next({ channel: 'a', text: 'of yesterday' });
    await second.answer(undefined);

    expect(second.log).toEqual(['listen b,a']);
    expect(a.heard).toEqual(['live', 'interrupted', 'live']);
    expect(late.heard).toEqual(['live']);
  });

  it('does not take the answer of an earlier link for that of the present one', async () => {
    const { state$, hear } = scene();
    const [first, second] = [fakeLink(), fakeLink()];
    const a = hear('a');
    state$.next(connected(first));
    await turn();
    state$.next(waiting);
    state$.next(connected(second));
    await turn();

    await first.answer(undefined);

    expect(a.heard).toEqual([]);
  });

  it('leaves a link that will not listen', async () => {
    const { state$, hear } = scene();
    const link = fakeLink();
    hear('a');
    state$.next(connected(link));
    await turn();
    const error = new Error('NOPERM');

    await link.refuse(error);

    expect(link.failures).toEqual([error]);
  });

  it('errors when the link is given up', async () => {
    const { state$, hear, needs } = scene();
    const a = hear('a');

    state$.next({ status: 'disconnected', cause: broken });

    expect(a.heard).toEqual(['broke']);
    await turn();
    expect(needs()).toBe(0);
  });
});
