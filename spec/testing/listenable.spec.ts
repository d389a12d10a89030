import { listenable } from '../../lib/testing/listenable.js';

describe('listenable', () => {
  it('calls a handler where it was first set, among the listeners', () => {
    const target = new (listenable('open'))();
    const order: string[] = [];
    target.onopen = () => order.push('replaced');
    target.addEventListener('open', () => order.push('listener'));
    target.onopen = () => order.push('handler');

    target.dispatchEvent(new Event('open'));

    expect(order).toEqual(['handler', 'listener']);
  });

  it('calls a handler that was taken away and set again last', () => {
    const target = new (listenable('open'))();
    const order: string[] = [];
    target.onopen = () => order.push('handler');
    target.addEventListener('open', () => order.push('listener'));
    const { onopen } = target;
    target.onopen = null;
    target.onopen = onopen;

    target.dispatchEvent(new Event('open'));

    expect(order).toEqual(['listener', 'handler']);
  });

  it('no longer calls a handler that was taken away', () => {
    const target = new (listenable('open'))();
    const called = jest.fn();
    target.onopen = called;
    target.onopen = null;

    target.dispatchEvent(new Event('open'));

    expect(called).not.toHaveBeenCalled();
  });

  it('takes what cannot be called for no handler', () => {
    const target = new (listenable('open', 'close'))();

    target.onopen = 'nonsense' as never;

    expect([target.onopen, target.onclose]).toEqual([null, null]);
  });

  it('shares nothing between two objects', () => {
    const make = listenable('open');
    const [one, other] = [new make(), new make()];
    const called = jest.fn();
    one.onopen = called;

    other.dispatchEvent(new Event('open'));

    expect(called).not.toHaveBeenCalled();
    expect(other.onopen).toBeNull();
  });
});
