import { ignoreElements, map, mergeMap } from 'rxjs';
import { constant, fromWebSocket, outbox, reconnect, whileConnected } from 'rxwire';
import { closedBy, fakeWebSocket } from 'rxwire/testing';
import type { FakeWebSocket, FakeWebSocketConfig, FakeWebSockets } from 'rxwire/testing';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'ws://a';

/** A socket of code that knows no rxwire, and all that it is told, with the time in ms. */
function listened(fake: FakeWebSockets, now: () => number, socket = new fake.webSocket(url)) {
  const told: string[] = [];
  socket.onopen = () => told.push(`${now()} open`);
  socket.onmessage = ({ data }: { readonly data: unknown }) => told.push(`${now()} message ${String(data)}`);
  socket.onerror = ({ message = '' }: { readonly message?: string }) =>
    told.push(`${now()} error ${message}`.trim());
  socket.onclose = ({ code, reason }: { readonly code: number; readonly reason: string }) =>
    told.push(`${now()} close ${code} ${reason}`.trim());
  return { socket, told };
}

/** What is told of a drawn socket that nobody closes. */
function toldOf(diagram: string, config?: FakeWebSocketConfig): string[] {
  let told: string[] = [];
  marbles(({ scheduler }) => {
    ({ told } = listened(fakeWebSocket(diagram, config), () => scheduler.now()));
  })();
  return told;
}

describe('fakeWebSocket', () => {
  it(
    'plays one diagram for each dial, and tells what was done',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket(['o-a-#', 'o-b']);
      const unsubscribed = '  ---------!';
      const calls = '         d-----d--x';
      const expected = '      --a-----b';

      const frames$ = fromWebSocket({ url, webSocket }).pipe(
        reconnect(constant(2)),
        whileConnected(({ incoming$ }) => incoming$),
      );

      expectObservable(frames$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
    }),
  );

  it.each<[string, string, FakeWebSocketConfig, string[]]>([
    ['opens and brings frames', '-o-a-(bc)', {}, ['1 open', '3 message a', '5 message b', '5 message c']],
    ['is refused', '--#', {}, ['2 error', '2 close 1006']],
    ['hangs', '-', {}, []],
    ['breaks', 'o-#', {}, ['0 open', '2 close 1006']],
    ['is closed', 'o-|', {}, ['0 open', '2 close 1000']],
    ['is closed with words', 'o-x', { values: { x: closedBy(4401, 'out') } }, ['0 open', '2 close 4401 out']],
    ['is closed without a code', 'o-x', { values: { x: closedBy(1005) } }, ['0 open', '2 close 1005']],
    ['is closed with 1006', 'o-x', { values: { x: closedBy(1006) } }, ['0 open', '2 close 1006']],
    [
      'brings a bad frame',
      'o-x-a',
      { values: { x: (peer) => peer.violate() } },
      ['0 open', '2 error', '2 close 1006'],
    ],
    [
      'breaks with an error of the platform',
      '-x',
      { values: { x: (peer) => peer.break(new Error('ECONNREFUSED')) } },
      ['1 error ECONNREFUSED', '1 close 1006'],
    ],
    ['goes silent', 'o-v-a-|', { values: { v: (peer) => peer.vanish() } }, ['0 open']],
    [
      'brings a frame named by another character',
      'o-x',
      { values: { x: '{"id":1}' } },
      ['0 open', '2 message {"id":1}'],
    ],
    ['says nothing after its end', 'o-#-a-|', {}, ['0 open', '2 close 1006']],
    ['is far away', '29s o', {}, ['29000 open']],
  ])('draws a link that %s', (_, diagram, config, expected) => {
    expect(toldOf(diagram, config)).toEqual(expected);
  });

  describe('when the socket closes', () => {
    const closing = (goodbye: string | undefined, diagram = 'o----a'): string[] => {
      let told: string[] = [];
      marbles(({ cold, scheduler }) => {
        const fake = fakeWebSocket(diagram, goodbye === undefined ? {} : { goodbye });
        const heard = listened(fake, () => scheduler.now());
        told = heard.told;
        cold('---x').subscribe(() => heard.socket.close(3000, 'bye'));
      })();
      return told;
    };

    it.each([
      [undefined, ['0 open', '3 close 3000 bye']],
      ['--|', ['0 open', '5 close 3000 bye']],
      ['--#', ['0 open', '5 close 1006']],
      ['-', ['0 open']],
    ])('answers as goodbye is drawn: %p', (goodbye, expected) => {
      expect(closing(goodbye)).toEqual(expected);
    });

    it('lets the other end close first', () => {
      expect(closing('--|', 'o---|')).toEqual(['0 open', '4 close 1000']);
    });

    it('is refused if it was connecting, in a turn of its own', () => {
      expect(closing('--|', '----o')).toEqual(['3 error', '3 close 1006']);
    });

    it('gets no answer from an end that is gone', () => {
      let told: string[] = [];
      marbles(({ cold, scheduler }) => {
        const fake = fakeWebSocket('o-v', { values: { v: (peer) => peer.vanish() } });
        const heard = listened(fake, () => scheduler.now());
        told = heard.told;
        cold('---x').subscribe(() => heard.socket.close());
      })();

      expect(told).toEqual(['0 open']);
    });
  });

  describe('bufferedAmount', () => {
    it(
      'holds what was sent until the turn is over',
      marbles(({ cold, flush }) => {
        const { webSocket } = fakeWebSocket('o');
        const socket = new webSocket(url);
        const seen: number[] = [];

        cold('--x').subscribe(() => {
          socket.send('é');
          socket.send(new Uint8Array(3));
          seen.push(socket.bufferedAmount);
        });
        cold('---x').subscribe(() => seen.push(socket.bufferedAmount));

        flush();
        expect(seen).toEqual([5, 0]);
      }),
    );

    it(
      'drains again once nothing waits',
      marbles(({ cold, expectObservable, flush }) => {
        const { webSocket } = fakeWebSocket('o-f-e', {
          values: { f: (peer) => peer.buffer(7), e: (peer) => peer.buffer(0) },
        });
        const amounts: number[] = [];
        const socket = new webSocket('ws://a');

        cold('---a---a').subscribe((text) => socket.send(text));
        cold('---x----x').subscribe(() => amounts.push(socket.bufferedAmount));
        expectObservable(cold('---------|'));
        flush();

        expect(amounts).toEqual([8, 0]);
      }),
    );

    it(
      'is what is drawn, and what is sent comes on top: an outbox waits for a slow drain',
      marbles(({ cold, expectObservable }) => {
        const { webSocket, sent$ } = fakeWebSocket('o-f----e', {
          values: { f: (peer) => peer.buffer(49), e: (peer) => peer.buffer(10) },
        });
        const send = '         ---a-b-----c';
        const unsubscribed = ' ^------------!';
        const expected = '     ---a---b---c';
        const box = outbox<string>({ highWaterMark: 50, lowWaterMark: 20, pollInterval: 1 });
        const delivered$ = fromWebSocket({ url, webSocket }).pipe(reconnect(constant(1)), box.deliver());

        cold(send).subscribe(box.send);
        expectObservable(delivered$.pipe(ignoreElements()), unsubscribed).toBe('');
        expectObservable(sent$).toBe(expected);
      }),
    );
  });

  it(
    'counts what is sent after the end, and sends none of it',
    marbles(({ cold, expectObservable, flush }) => {
      const { webSocket, sent$ } = fakeWebSocket('o-#');
      const socket = new webSocket(url);

      cold('-x-y').subscribe((data) => socket.send(data));

      expectObservable(sent$).toBe('-x');
      flush();
      expect(socket.bufferedAmount).toBe(1);
    }),
  );

  it('goes by real time outside of a marble test, and leaves no timer when it is closed', async () => {
    const { webSocket, peers } = fakeWebSocket('o-a 29s b');
    const socket: FakeWebSocket = new webSocket(url, ['chat']);

    const data = await new Promise((resolve) => {
      socket.onmessage = (event: { readonly data: string }) => resolve(event.data);
    });
    const code = await new Promise((resolve) => {
      socket.onclose = (event: { readonly code: number }) => resolve(event.code);
      socket.close(1000);
    });

    expect([data, code]).toEqual(['a', 1000]);
    expect(peers.map(({ protocols }) => protocols)).toEqual([['chat']]);
  });

  it('can be led by hand instead of drawn', () => {
    const { webSocket, peers } = fakeWebSocket('-');
    const ends: unknown[] = [];
    const frames: unknown[] = [];

    fromWebSocket({ url, webSocket })
      .pipe(
        mergeMap(({ incoming$ }) => incoming$),
        map(String),
        failingWithFacts(),
      )
      .subscribe({ next: (frame) => frames.push(frame), error: (end) => ends.push(end) });
    peers[0]?.open();
    peers[0]?.send('hi');
    peers[0]?.close(1012, 'restart');
    peers[0]?.send('late');

    expect(frames).toEqual(['hi']);
    expect(ends).toEqual([{ kind: 'closed', code: 1012, reason: 'restart', wasClean: true }]);
  });

  it('refuses a diagram that cannot happen', () => {
    expect(() => fakeWebSocket(['o', '--|'])).toThrow(
      new TypeError("'--|' has | before the opening: draw an o first"),
    );
  });

  it('refuses a goodbye of anything but an answer or a break', () => {
    expect(() => fakeWebSocket('o', { goodbye: '-a' })).toThrow(
      new TypeError("goodbye draws '|' (answered), '#' (broken) or nothing; got '-a'"),
    );
    expect(() => fakeWebSocket('o', { values: { o: 'hello' } })).toThrow(
      new TypeError(
        "values: 'o' is the opening, and a function, such as (peer) => peer.open('chat'); give the frame another mark",
      ),
    );
  });

  it('goes wherever the platform’s constructor goes, without casts', () => {
    // An application's own code, which knows no rxwire.
    const greet = (Socket: typeof WebSocket): WebSocket => {
      const socket = new Socket('wss://example.org');
      socket.onopen = () => socket.send('hello');
      return socket;
    };
    const calls: string[] = [];

    marbles(({ act }) => {
      const { webSocket, calls$ } = fakeWebSocket('-o');
      calls$.subscribe((call) => calls.push(call));
      const socket = greet(webSocket);
      act('--x', { x: () => new webSocket(url).close() });
      act('---x', { x: () => socket.close() });
    })();

    expect(calls).toEqual(['dial wss://example.org/', 'send hello', 'dial ws://a/', 'close', 'close']);
  });

  it.each([
    [1006, false],
    [1005, true],
    [1012, true],
  ])('an end that is drawn as closedBy(%i) was clean: %p', (code, wasClean) => {
    const told: unknown[] = [];

    marbles(() => {
      const { webSocket } = fakeWebSocket('o-x', { values: { x: closedBy(code) } });
      new webSocket(url).onclose = (event: { readonly code: number; readonly wasClean: boolean }) =>
        told.push(event.code, event.wasClean);
    })();

    expect(told).toEqual([code, wasClean]);
  });
});
