import { identity, share } from 'rxjs';
import { operatorLaws } from 'rxwire/testing';

// Every operator of rxwire, and operators that break a law each, are in ../conformance/operatorLaws.spec.ts.
describe('operatorLaws', () => {
  it('names its laws, each of which can be checked alone', () => {
    const laws = operatorLaws<number>({ make: () => identity, value: () => ({ value: 1 }) });

    expect(laws.map(({ name }) => name)).toEqual([
      'does nothing before it is subscribed to',
      'subscribes to its source once for each of its subscribers',
      'releases its source when it is unsubscribed from, and leaves no timer behind',
      'completes with its source, and leaves no timer behind',
      'passes an error of its source on',
      'keeps no state between two uses, at the same time or one after the other',
      'stops a source that emits synchronously as soon as take(1) has enough',
    ]);
    for (const { check } of laws) expect(check).not.toThrow();
  });

  it('says which law is broken, and how', () => {
    const laws = operatorLaws<number>({ make: () => share(), value: () => ({ value: 1 }) });

    expect(laws[1]?.check).toThrow(new Error('the operator subscribed 1 times for 2 subscribers'));
  });
});
