import { Subject } from 'rxjs';

/**
 * A Subject that hands a value straight to its observer where there is only one, without the list that RxJS copies so that who comes
 * or goes meanwhile changes nothing for this value: with one it changes nothing.
 */
export class DirectSubject<T> extends Subject<T> {
  override next(value: T): void {
    // Of RxJS 7; where there is none, it is a Subject like any other.
    const { observers, isStopped } = this as {
      readonly observers?: readonly { next(value: T): void }[] | null;
      readonly isStopped?: boolean;
    };
    const sole = observers?.length === 1 && isStopped === false ? observers[0] : undefined;
    if (sole === undefined) super.next(value);
    else sole.next(value);
  }
}
