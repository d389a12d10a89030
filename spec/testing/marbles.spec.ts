import { of } from 'rxjs';
import { marbles } from 'rxwire/testing';

describe('marbles', () => {
  it('gives the body rxjs’s helpers and its own, in virtual time', () => {
    const compared: unknown[] = [];

    marbles((actual, expected) => compared.push(actual, expected))(
      ({ connection, expectObservable, expectSent, scheduler, time }) => {
        const source$ = connection('o');
        source$.subscribe((link) => link.send('hello'));

        expectObservable(of('a')).toBe('(a|)');
        expectSent(source$).toBe('h', { h: 'hello' });
        expect(time('---|')).toBe(3);
        expect(scheduler.frame).toBe(0);
      },
    )();

    expect(compared).toHaveLength(4);
    expect(compared[0]).toEqual(compared[1]);
    expect(compared[2]).toEqual(compared[3]);
  });

  it('fails a test whose diagram is not what happened', () => {
    const test = marbles((actual, expected) => expect(actual).toEqual(expected));

    expect(test(({ expectObservable }) => expectObservable(of('a')).toBe('(b|)'))).toThrow();
    expect(
      test(({ connection, expectSent }) => {
        const source$ = connection('o');
        source$.subscribe((link) => link.send('a'));
        expectSent(source$).toBe('b');
      }),
    ).toThrow();
  });
});
