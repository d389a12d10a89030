import { turns } from '../../lib/server/turns.js';

describe('turns', () => {
  const recording = () => {
    const works: (() => void)[] = [];
    const told: string[] = [];
    const flushed = (name: string) => ({ flush: () => void told.push(name) });
    return { told, flushed, inTurns: turns((work) => works.push(work)), works, end: () => works.shift()?.() };
  };

  it('flushes channels before clients, each once, at the end of the turn', () => {
    const { told, flushed, inTurns, works, end } = recording();
    const [a, b] = [flushed('channel'), flushed('client')];

    inTurns.client(b);
    inTurns.channel(a);
    inTurns.client(b);
    expect([told, works.length]).toEqual([[], 1]);
    end();

    expect(told).toEqual(['channel', 'client']);
  });

  it('begins anew with the next turn', () => {
    const { told, flushed, inTurns, end } = recording();
    const client = flushed('client');

    inTurns.client(client);
    end();
    inTurns.client(client);
    end();

    expect(told).toEqual(['client', 'client']);
  });

  it('flushes in the same turn what the channels bring to clients', () => {
    const { told, flushed, inTurns, end } = recording();
    const client = flushed('client');

    inTurns.channel({ flush: () => inTurns.client(client) });
    end();

    expect(told).toEqual(['client']);
  });
});
