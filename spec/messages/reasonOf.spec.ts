import { runInNewContext } from 'node:vm';
import { reasonOf } from '../../lib/messages/reasonOf.js';

describe('reasonOf', () => {
  it.each([
    ['an error', new Error('of here'), 'of here'],
    ['an error of another realm', runInNewContext('new TypeError("of there")'), 'of there'],
    ['a string', 'words', 'otherwise'],
    ['null', null, 'otherwise'],
    ['a message that is no text', { message: 5 }, 'otherwise'],
  ])('reads %s', (_, thrown, expected) => {
    expect(reasonOf(thrown, 'otherwise')).toBe(expected);
  });
});
