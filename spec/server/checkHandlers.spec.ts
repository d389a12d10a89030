import { requestHandler } from 'rxwire/server';
import { checkHandlers } from '../../lib/server/checkHandlers.js';

const handler = requestHandler<unknown>({ decode: (right) => ({ _tag: 'Right', right }), handle: () => [] });

describe('checkHandlers', () => {
  it('gives handlers by type, of whatever name', () => {
    const handlers = checkHandlers(
      JSON.parse('{"__proto__":1,"a":2}', (_, value) =>
        typeof value === 'number' ? handler : value,
      ) as never,
    );

    expect([...handlers.keys()]).toEqual(['__proto__', 'a']);
    expect(handlers.get('toString')).toBeUndefined();
  });

  it.each(['systemMessage', 'ping', 'pong', 'error'])('refuses a handler of %s', (type) => {
    expect(() => checkHandlers({ [type]: handler })).toThrow(
      `requests.${type}: that type has a meaning of its own`,
    );
  });

  it.each([null, {}, () => 1, { decode: () => 1 }])('refuses %s', (what) => {
    expect(() => checkHandlers({ a: what as never })).toThrow('requests.a must be made by requestHandler');
  });
});
