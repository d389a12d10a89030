import { idOf } from '../../lib/server/idOf.js';

describe('idOf', () => {
  it.each([
    ['{"id":"r1","data":7}', 'r1'],
    ['{"id":7}', undefined],
    ['{}', undefined],
    ['null', undefined],
    ['nonsense', undefined],
  ])('finds in %s the id %s', (text, id) => {
    expect(idOf(text)).toBe(id);
  });
});
