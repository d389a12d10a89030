import { facts } from '../support/facts.js';
import { lateEvents } from '../support/lateEvents.js';
import { marbles } from '../support/marbles.js';
import { openLink } from '../support/openLink.js';

const notOpen = { kind: 'not-open' };

describe('dial, sending', () => {
  it(
    'hands messages to the socket at once, in order',
    marbles(() => {
      const { connection, calls } = openLink();

      connection.send('a');
      connection.send('b');

      expect(calls).toEqual(['send a', 'send b']);
    }),
  );

  it(
    'tells how much the socket holds',
    marbles(() => {
      const { connection, peer } = openLink();

      peer.buffer(42);

      expect(connection.buffered()).toBe(42);
    }),
  );

  it(
    'tells the subprotocol that was chosen',
    marbles(() => {
      const { connection } = openLink();

      expect(connection.protocol).toBe('chat.v2');
    }),
  );

  it(
    'asks for binary as an ArrayBuffer',
    marbles(() => {
      const { peer } = openLink();

      expect(peer.socket.binaryType).toBe('arraybuffer');
    }),
  );

  it(
    'throws when the socket is closing, and its close event is still to come',
    marbles(() => {
      const { connection, peer, calls, ends } = openLink('-');

      peer.socket.close();

      expect(thrownBy(() => connection.send('a'))).toEqual(notOpen);
      expect([calls, ends]).toEqual([['close'], []]);
    }),
  );

  it(
    'throws when the socket is closed, and its close event is still to come',
    marbles(() => {
      const { connection, peer, calls } = openLink();
      const thrown: unknown[] = [];
      peer.socket.addEventListener('error', () => thrown.push(thrownBy(() => connection.send('a'))));

      peer.violate();

      expect(thrown).toEqual([notOpen]);
      expect(calls).toEqual([]);
    }),
  );

  it.each(['unsubscribed', 'closed by the peer', 'closed by us'])('throws when it was %s', (how) => {
    marbles(() => {
      const { connection, peer, calls, unsubscribe } = openLink();

      if (how === 'unsubscribed') unsubscribe();
      else if (how === 'closed by us') connection.close();
      else peer.close(1000);
      // A zombie may say that it is open for ever.
      Object.defineProperty(peer.socket, 'readyState', { value: 1 });

      expect(thrownBy(() => connection.send('a'))).toEqual(notOpen);
      expect(calls).not.toContain('send a');
    })();
  });
});

describe('dial, ended', () => {
  it.each(['unsubscribed', 'closed by the peer', 'closed by us'])(
    'completes what comes in when %s',
    (how) => {
      marbles(() => {
        const { connection, peer, unsubscribe } = openLink();
        const seen: unknown[] = [];
        connection.incoming$.subscribe({ next: (a) => seen.push(a), complete: () => seen.push('|') });
        connection.ended$?.subscribe(() => seen.push('ended'));

        peer.send('a');
        if (how === 'unsubscribed') unsubscribe();
        else if (how === 'closed by us') connection.close();
        else peer.close(1000);
        lateEvents(peer);

        expect(seen).toEqual(['a', '|', 'ended']);
      })();
    },
  );
});

describe('dial, closing with words', () => {
  it.each([
    [[], 'close 1000 ', { code: 1000, reason: '' }],
    [[3000, 'x'], 'close 3000 x', { code: 3000, reason: 'x' }],
    [[4999], 'close 4999 ', { code: 4999, reason: '' }],
  ])('closes with %p and ends at once', (words, call, end) => {
    marbles(() => {
      const { connection, calls, ends } = openLink();

      connection.close(...(words as [number?, string?]));

      expect(calls).toEqual([call]);
      expect(ends).toEqual([{ kind: 'closed', wasClean: false, ...end }]);
    })();
  });

  it.each([
    ['a'.repeat(130), 'a'.repeat(123)],
    ['é'.repeat(70), 'é'.repeat(61)],
    ['a'.repeat(121) + '🦊', 'a'.repeat(121)],
    ['a'.repeat(119) + '🦊🦊', `${'a'.repeat(119)}🦊`],
  ])('cuts the reason %p to 123 bytes, between two characters', (reason, cut) => {
    marbles(() => {
      const { connection, calls, ends } = openLink();

      connection.close(4000, reason);

      expect(calls).toEqual([`close 4000 ${cut}`]);
      expect(ends).toEqual([expect.objectContaining({ reason: cut })]);
    })();
  });

  it.each([0, 999, 1001, 1005, 1006, 2999, 5000, 3000.5, NaN])(
    'throws for %p, which no application may send, and goes on',
    (code) => {
      marbles(() => {
        const { connection, calls, ends } = openLink();

        expect(() => connection.close(code)).toThrow(
          new RangeError(`close code must be 1000 or from 3000 to 4999, got ${code}`),
        );
        connection.send('a');
        expect([calls, ends]).toEqual([['send a'], []]);
      })();
    },
  );

  it(
    'closes once, however often it is called',
    marbles(() => {
      const { connection, calls, ends, unsubscribe } = openLink();

      connection.close(4000);
      connection.close(4001);
      unsubscribe();

      expect(calls).toEqual(['close 4000 ']);
      expect(ends).toHaveLength(1);
    }),
  );

  it(
    'does nothing after the end',
    marbles(() => {
      const { connection, peer, calls, ends } = openLink();
      peer.close(1012);

      connection.close(4000);

      expect(calls).toEqual([]);
      expect(ends).toEqual([expect.objectContaining({ code: 1012 })]);
    }),
  );

  it(
    'from within the handler of a message, hands on no more of that turn',
    marbles(() => {
      const { connection, peer, calls } = openLink();
      const seen: unknown[] = [];
      connection.incoming$.subscribe({
        next: (message) => {
          seen.push(message);
          connection.close();
        },
        complete: () => seen.push('|'),
      });

      peer.send('a');
      lateEvents(peer);

      expect(seen).toEqual(['a', '|']);
      expect(calls).toEqual(['close 1000 ']);
    }),
  );
});

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return facts(error);
  }
  return 'nothing';
}
