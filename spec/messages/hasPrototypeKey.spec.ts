import { hasPrototypeKey } from '../../lib/messages/hasPrototypeKey.js';

const nested = (depth: number, core: string): string => '[{"a":'.repeat(depth) + core + '}]'.repeat(depth);

describe('hasPrototypeKey', () => {
  it.each([
    '{"__proto__":1}',
    '{"a":[0,null,{"b":{"__proto__":null}}]}',
    '{"\\u005f_proto__":{}}',
    nested(10_000, '{"__proto__":1}'),
  ])('finds the key in %.60s', (text) => {
    expect(hasPrototypeKey(JSON.parse(text))).toBe(true);
  });

  it.each([
    '{"a":"__proto__"}',
    '["__proto__"]',
    '{"proto":{"constructor":1}}',
    'null',
    '5',
    nested(10_000, '1'),
  ])('finds none in %.60s', (text) => {
    expect(hasPrototypeKey(JSON.parse(text))).toBe(false);
  });
});
