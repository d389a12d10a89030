import { Subject, take } from 'rxjs';
import type { Subscription } from 'rxjs';
import { DirectSubject } from '../../lib/core/DirectSubject.js';

/** What observers see that come and go while they are told. */
function story(subject$: Subject<number>): readonly string[] {
  const seen: string[] = [];
  const see = (name: string) => ({
    next: (value: number) => seen.push(`${name}${value}`),
    error: (error: unknown) => seen.push(`${name} ${String(error)}`),
    complete: () => seen.push(`${name}|`),
  });
  subject$.next(0);
  const second = (): Subscription => subject$.pipe(take(2)).subscribe(see('b'));
  const first = subject$.subscribe({
    next: (value) => {
      seen.push(`a${value}`);
      if (value === 1) second();
      if (value === 2) subject$.next(9);
      if (value === 4) first.unsubscribe();
    },
  });
  for (const value of [1, 2, 3, 4, 5]) subject$.next(value);
  const last = subject$.subscribe(see('c'));
  subject$.next(6);
  subject$.subscribe(see('d'));
  subject$.next(7);
  last.unsubscribe();
  subject$.next(8);
  subject$.complete();
  subject$.next(10);
  subject$.subscribe(see('e'));
  return seen;
}

describe('DirectSubject', () => {
  it('tells the same to the same observers as a Subject', () => {
    const seen = story(new DirectSubject());

    expect(seen).toEqual(story(new Subject()));
    expect(seen).toContain('d8');
  });

  it('tells nothing once it has failed, and throws once it is unsubscribed, as a Subject does', () => {
    const failed$ = new DirectSubject<number>();
    const seen: unknown[] = [];
    failed$.subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
    failed$.error('down');
    failed$.next(1);
    const closed$ = new DirectSubject<number>();
    closed$.subscribe();
    closed$.unsubscribe();

    expect(seen).toEqual(['down']);
    expect(() => closed$.next(1)).toThrow('object unsubscribed');
  });

  it('hands a value to a sole observer without the list that RxJS keeps for several', () => {
    const subject$ = new DirectSubject<number>();
    let stack = '';
    subject$.subscribe(() => (stack = new Error().stack ?? ''));

    subject$.next(1);

    expect(stack).not.toContain('errorContext');
  });
});
