import fc from 'fast-check';
import { clientScript } from './clientScript.js';
import type { ClientScript } from './clientScript.js';
import { faultsOf } from './messageAccounts.js';
import { playScript } from './playScript.js';
import type { WireFault } from './scriptedWire.js';

describe('realtimeClient, whatever happens to it', () => {
  it('steps from state to state as it may, and sends every message once, in order, or drops it and says so', () => {
    fc.assert(
      fc.property(clientScript, (script) => playScript(script)),
      { numRuns: 500 },
    );
  });
});

describe('the check of what happens to a client', () => {
  const script: ClientScript = {
    lines: [
      { do: 'listen' },
      { do: 'send', what: 'plain' },
      { do: 'open' },
      { do: 'send', what: 'plain' },
      { do: 'send', what: 'plain' },
    ],
    lazy: true,
    linger: 0,
    gate: false,
    heartbeat: false,
    retries: 30,
    capacity: 100,
    overflow: 'drop-oldest',
    timeToLive: Infinity,
    flush: true,
  };

  it.each<[WireFault, RegExp]>([
    ['loses the second', /after line 3, send: .* 1 messages are neither sent nor dropped nor queued/],
    ['doubles the second', /after line 3, send: .* m1 was sent twice/],
    ['swaps the second and third', /after line 4, send: m1 was sent twice or too late/],
  ])('notices a client that %s', (fault, words) => {
    expect(() => playScript(script)).not.toThrow();
    expect(() => playScript(script, fault)).toThrow(words);
  });

  it.each([
    [{ given: ['a', 'b', 'c', 'd'], sent: ['a', 'c'], reportedDropped: ['b'], dropped: 1, queued: 1 }, []],
    [
      { given: ['a'], sent: ['b', 'a'] },
      ['b was sent by nobody', '-1 messages are neither sent nor dropped nor queued'],
    ],
    [{ given: ['a', 'b'], sent: ['a', 'a', 'b'] }, ['a was sent twice']],
    [{ given: ['a', 'b'], sent: ['a', 'b', 'a'] }, ['a was sent twice or too late']],
    [{ given: ['a', 'b'], sent: ['b', 'a'] }, ['a was sent twice or too late']],
    [{ given: ['a', 'b'], sent: ['b'] }, ['1 messages are neither sent nor dropped nor queued']],
    [
      { given: ['a', 'b'], sent: ['a', 'b'], dropped: 1 },
      ['-1 messages are neither sent nor dropped nor queued'],
    ],
    [
      { given: ['a', 'b'], sent: ['a'], reportedDropped: ['a'], dropped: 1 },
      ['a was reported dropped, and sent'],
    ],
    [
      { given: ['a'], sent: [], reportedDropped: ['a', 'a'], dropped: 1 },
      ['a message was reported dropped twice'],
    ],
  ])('finds in the accounts %j: %j', (accounts, faults) => {
    expect(faultsOf({ reportedDropped: [], dropped: 0, queued: 0, ...accounts })).toEqual(faults);
  });
});
