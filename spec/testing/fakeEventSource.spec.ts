import { fakeEventSource } from 'rxwire/testing';
import type { FakeEventSourceConfig } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

/** What a source tells and what was done, with times in ms, until it is closed after 100 ms. */
function toldOf(
  diagrams: string | string[],
  config: FakeEventSourceConfig = {},
  types: string[] = [],
): string[] {
  const told: string[] = [];
  marbles(({ cold, scheduler }) => {
    const { eventSource, calls$ } = fakeEventSource(diagrams, { reconnectionTime: 10, ...config });
    calls$.subscribe((call) => told.push(`${scheduler.now()} ${call}`));
    const source = new eventSource('http://a');
    source.onopen = () => told.push(`${scheduler.now()} open`);
    source.onerror = () => told.push(`${scheduler.now()} error ${source.readyState}`);
    for (const type of ['message', ...types]) {
      source.addEventListener(type, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        told.push(
          [scheduler.now(), type, data, lastEventId && `#${lastEventId}`].filter((x) => x !== '').join(' '),
        );
      });
    }
    cold('100ms x').subscribe(() => source.close());
  })();
  return told.map((line) => line.replace('http://a/', 'a'));
}

describe('fakeEventSource', () => {
  it('opens, brings events, and is closed without a word', () => {
    expect(toldOf('-o-a-b')).toEqual(['0 dial a', '1 open', '3 message a', '5 message b', '100 close']);
  });

  it.each(['o-e|', 'o-e#'])('dials again after a stream that ends, %p, with the last event ID', (first) => {
    const values = { e: { data: '1', id: '7' } };

    expect(toldOf([first, '-o-a'], { values })).toEqual([
      '0 dial a',
      '0 open',
      '2 message 1 #7',
      '3 error 0',
      '13 dial a #7',
      '14 open',
      '16 message a #7',
      '100 close',
    ]);
  });

  it('dials again when no connection came about', () => {
    expect(toldOf(['-#', 'o'])).toEqual(['0 dial a', '1 error 0', '11 dial a', '11 open', '100 close']);
  });

  it('takes the reconnection time of the stream', () => {
    const values = { r: { retry: 50 } };

    expect(toldOf(['or|', 'o'], { values })).toContain('52 dial a');
  });

  it('is closed for good by a response that is no event stream', () => {
    expect(toldOf(['-x', 'o'], { values: { x: { status: 204 } } })).toEqual(['0 dial a', '1 error 2']);
  });

  it('names events, notes the id of one without data, and ignores an id with NULL', () => {
    const values = {
      t: { event: 'tick', data: '1' },
      i: { id: '8' },
      n: { id: '9\0', data: '2' },
    };

    expect(toldOf('otin', { values }, ['tick'])).toEqual([
      '0 dial a',
      '0 open',
      '1 tick 1',
      '3 message 2 #8',
      '100 close',
    ]);
  });

  it('tells of data that is empty, and of an event whose name is', () => {
    const values = { e: { data: '' }, u: { event: '', data: '1' } };

    expect(toldOf('oeu', { values })).toEqual([
      '0 dial a',
      '0 open',
      '1 message',
      '2 message 1',
      '100 close',
    ]);
  });

  it('does not dial again for a handler that closed it', () => {
    marbles(({ expectObservable }) => {
      const { eventSource, calls$ } = fakeEventSource('o-#');
      const source = new eventSource('http://a', { withCredentials: true });
      source.onerror = () => source.close();

      expectObservable(calls$).toBe('d-x', { d: 'dial http://a/', x: 'close' });
      expect(source.withCredentials).toBe(true);
    })();
  });

  it('has the constants of the standard', () => {
    const { eventSource, sources } = fakeEventSource('-');
    const source = new eventSource('http://a');

    for (const each of [{ ...eventSource }, source])
      expect(each).toMatchObject({ CONNECTING: 0, OPEN: 1, CLOSED: 2 });
    expect(sources).toEqual([source]);
    source.close();
  });

  it('has attributes that code cannot assign, and the name of the standard', () => {
    const { eventSource } = fakeEventSource('-');
    const source = new eventSource('http://a', { withCredentials: true });

    for (const name of ['url', 'withCredentials', 'readyState']) {
      expect(Reflect.set(source, name, 2)).toBe(false);
    }

    expect([source.url, source.withCredentials, source.readyState]).toEqual(['http://a/', true, 0]);
    expect([eventSource.name, (eventSource as unknown as { readonly length: number }).length]).toEqual([
      'EventSource',
      1,
    ]);
    expect(Object.prototype.toString.call(source)).toBe('[object EventSource]');
    source.close();
  });

  it('takes what the standard takes', () => {
    const { eventSource } = fakeEventSource('-');
    const construct = eventSource as unknown as new (...args: readonly unknown[]) => EventSource;

    expect(() => new construct()).toThrow(
      new TypeError("Failed to construct 'EventSource': a URL is needed"),
    );
    for (const [init, withCredentials] of [
      [null, false],
      [undefined, false],
      [{ withCredentials: 1 }, true],
    ] as const) {
      const source = new construct(new URL('http://a'), init);
      expect([source.url, source.withCredentials]).toEqual(['http://a/', withCredentials]);
      source.close();
    }
  });

  it('refuses a diagram that cannot happen', () => {
    expect(() => fakeEventSource('a')).toThrow(
      new TypeError("'a' has a before the opening: draw an o first"),
    );
    expect(() => fakeEventSource('o', { values: { o: 'hello' } })).toThrow(
      new TypeError(
        "values: 'o' is the opening, or a { status } that refuses it; give the event another mark",
      ),
    );
  });

  it('goes wherever the platform’s constructor goes, without casts', () => {
    const listen = (Source: typeof EventSource): EventSource => new Source('http://a');
    const { eventSource, sources } = fakeEventSource('-');

    const source = listen(eventSource);
    source.close();

    expect(sources).toEqual([source]);
  });
});
