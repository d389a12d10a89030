import { EMPTY, NEVER, Observable, Subject, firstValueFrom, of, throwError } from 'rxjs';
import { ConnectionError } from 'rxwire';
import type { DialContext, Provider } from 'rxwire';
import { provide } from '../../lib/core/Provider.js';
import { marbles } from '../support/marbles.js';

const context: DialContext = { attempt: 3 };
const ask = (provider: Provider<string>): Promise<string> =>
  firstValueFrom(provide('url', provider, context));

describe('provide', () => {
  const thenable: PromiseLike<string> = { then: (...callbacks) => Promise.resolve('a').then(...callbacks) };

  it.each<[string, Provider<string>]>([
    ['a value', 'a'],
    ['a promise', Promise.resolve('a')],
    ['a thenable', thenable],
    ['an observable', of('a')],
    ['a function that gives a value', () => 'a'],
    ['a function that gives a promise', () => Promise.resolve('a')],
    ['a function that gives an observable', () => of('a')],
  ])('takes %s', async (_, provider) => {
    expect(await ask(provider)).toBe('a');
  });

  it.each([[undefined], [null], [0], [''], [[]]])('takes %p for a value', async (value) => {
    expect(await firstValueFrom(provide<unknown, DialContext>('hello', value, context))).toBe(value);
  });

  it('gives the function its context', async () => {
    expect(await ask(({ attempt }) => `attempt ${attempt}`)).toBe('attempt 3');
  });

  it(
    'takes the first value of an observable and leaves it',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const token$ = hot('  ---a--b--');
      const subscription = '^--!';
      const expected = '    ---(a|)';

      const result$ = provide('token', token$, context);

      expectObservable(result$).toBe(expected);
      expectSubscriptions(token$.subscriptions).toBe(subscription);
    }),
  );

  it('asks nothing before it is subscribed to, and anew at each subscription', async () => {
    const provider = jest.fn(() => 'a');

    const result$ = provide('url', provider, context);

    expect(provider).toHaveBeenCalledTimes(0);
    await firstValueFrom(result$);
    await firstValueFrom(result$);
    expect(provider).toHaveBeenCalledTimes(2);
  });

  const down = new Error('down');
  it.each<[string, () => Provider<string>, string, unknown]>([
    [
      'throws',
      () => () => {
        throw down;
      },
      'down',
      down,
    ],
    ['rejects', () => () => Promise.reject(down), 'down', down],
    ['is a promise that rejects', () => Promise.reject(down), 'down', down],
    ['errors', () => throwError(() => down), 'down', down],
    ['rejects with a string', () => () => Promise.reject('offline'), 'offline', 'offline'],
    ['ends without a value', () => EMPTY, 'no elements in sequence', expect.any(Error)],
  ])('fails with kind provider, naming the option, when the provider %s', async (_, make, why, cause) => {
    const failure: unknown = await ask(make()).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({
      kind: 'provider',
      option: 'url',
      message: `the provider of url failed: ${why}`,
    });
    expect((failure as Error).cause).toEqual(cause);
  });

  it('does not stop at a failure: the next subscription asks again', async () => {
    const answers = [() => Promise.reject(down), () => Promise.resolve('a')];
    const result$ = provide('url', () => (answers.shift() as () => Promise<string>)(), context);

    await expect(firstValueFrom(result$)).rejects.toMatchObject({ kind: 'provider' });
    await expect(firstValueFrom(result$)).resolves.toBe('a');
  });

  it('releases an observable when it is unsubscribed from', () => {
    let released = 0;
    const slow$ = new Observable<string>(() => () => released++);

    provide('url', () => slow$, context)
      .subscribe()
      .unsubscribe();

    expect(released).toBe(1);
  });

  it('says nothing more after it is unsubscribed from', () => {
    const late$ = new Subject<string>();
    const next = jest.fn();

    provide('url', late$, context).subscribe({ next, error: next, complete: next }).unsubscribe();
    late$.next('a');
    late$.error(down);

    expect(next).not.toHaveBeenCalled();
    expect(late$.observed).toBe(false);
  });

  it('holds the types of value and context', () => {
    const fits: Provider<string, { readonly host: string }> = ({ host }) => of(host);
    // @ts-expect-error -- a number is no string
    const unfit: Provider<string> = () => NEVER.pipe() as Observable<number>;

    expect([fits, unfit]).toHaveLength(2);
  });
});
