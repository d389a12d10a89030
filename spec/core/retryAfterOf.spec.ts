import { retryAfterOf } from '../../lib/core/retryAfterOf.js';

const now = Date.UTC(2026, 2, 1, 12, 0, 0);

describe('retryAfterOf', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['a date to come', 'Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['a date gone by', 'Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['more seconds than a timer can hold', '9'.repeat(400), 2_147_483_647],
    ['a date that no timer can wait for', 'Fri, 31 Dec 9999 23:59:59 GMT', 2_147_483_647],
    ['no header', null, undefined],
    ['neither', 'soon', undefined],
    ['a negative number', '-5 seconds', undefined],
  ])('reads %s', (_, header, expected) => {
    expect(retryAfterOf(header, now)).toBe(expected);
  });
});
