import { from } from 'rxjs';
import { promptly } from '../../lib/testing/promptly.js';

describe('promptly', () => {
  it('tells in the turn in which it is settled, and later at once', () => {
    const seen: string[] = [];
    const { promise, resolve } = promptly<string>();

    void promise.then((value) => seen.push(`early ${value}`));
    resolve('a');
    void promise.then((value) => seen.push(`late ${value}`));

    expect(seen).toEqual(['early a', 'late a']);
  });

  it('counts its first outcome alone', () => {
    const seen: unknown[] = [];
    const { promise, resolve, reject } = promptly<string>();

    reject(new Error('first'));
    resolve('second');
    void promise.then(undefined, (error: Error) => seen.push(error.message));

    expect(seen).toEqual(['first']);
  });

  it('chains: values, other promises, what is thrown, catch and finally', () => {
    const seen: unknown[] = [];
    const inner = promptly<number>();
    const { promise, resolve } = promptly<number>();

    void promise
      .then(() => inner.promise)
      .then((value) => {
        throw new Error(`bad ${value}`);
      })
      .then(() => seen.push('never'))
      .finally(() => seen.push('finally'))
      .catch((error: Error) => seen.push(error.message));
    resolve(1);
    inner.resolve(2);

    expect(seen).toEqual(['finally', 'bad 2']);
  });

  it('is taken by from and by await like any promise', async () => {
    const seen: number[] = [];
    const { promise, resolve } = promptly<number>();

    from(promise).subscribe((value) => seen.push(value));
    resolve(1);

    expect(seen).toEqual([1]);
    expect(await promise).toBe(1);
  });
});
