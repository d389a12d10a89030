import fc from 'fast-check';
import { IsoTimestamp } from '../../lib/messages/IsoTimestamp.js';
import { itChecks } from './itChecks.js';

describe('IsoTimestamp', () => {
  itChecks(IsoTimestamp, {
    valid: [
      '2026-03-01T12:00:00.000Z',
      '2026-03-01T13:00:00+01:00',
      '2026-03-01T12:00:00.123456789Z',
      '2026-03-01T12:00:00.5',
      '2026-03-01T12:00Z',
      '2026-03-01',
      '2024-02-29',
      '2000-02-29',
      '2026-04-30',
      '2026-12-31T23:59:59.999-23:59',
      '0000-01-01T00:00:00Z',
      '-000001-12-31T00:00:00.000Z',
      '+275760-09-13T00:00:00.000Z',
    ],
    invalid: [
      'Invalid Date',
      'yesterday',
      '',
      '2026-02-30T12:00:00Z',
      '2026-02-29',
      '1900-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-01',
      '2026-03-00',
      '2026-03-01T24:00:00Z',
      '2026-03-01T12:60:00Z',
      '2026-03-01T12:00:60Z',
      '2026-03-01 12:00:00Z',
      '2026-03-01T12:00:00+0100',
      '2026-03-01Z',
      ' 2026-03-01',
      '2026-03-01\n',
      '+275760-09-13T00:00:00.001Z',
      '-000000-01-01T00:00:00Z',
      '1 March 2026',
      '1772366400000',
    ].map((text) => [text, `: expected ISO 8601 timestamp, got ${JSON.stringify(text)}`] as const),
  });

  itChecks(IsoTimestamp, {
    valid: [new Date(0).toISOString()],
    invalid: [
      [null, ': expected ISO 8601 timestamp, got null'],
      [1772366400000, ': expected ISO 8601 timestamp, got 1772366400000'],
      [new Date(NaN), ': expected ISO 8601 timestamp, got an object'],
      ['0'.repeat(10_485_760), ': expected ISO 8601 timestamp, got a string of 10485760 characters'],
    ].map(([input, fault]) => [input, String(fault)] as const),
  });

  it('takes what every valid Date prints', () => {
    fc.assert(fc.property(fc.date({ noInvalidDate: true }), (date) => IsoTimestamp.is(date.toISOString())));
  });

  it('takes nothing that is a NaN date', () => {
    const nearly = fc.stringMatching(/^[+-]?\d{4,6}-[0-3]\d-[0-3]\d(T[0-2]\d:[0-6]\d(:[0-6]\d)?Z)?$/);

    fc.assert(
      fc.property(nearly, (text) => {
        fc.pre(IsoTimestamp.is(text));

        expect(Date.parse(text)).not.toBeNaN();
      }),
    );
  });

  it('takes a day just when it comes back from a Date as the same day', () => {
    const digits = (length: number, max: number): fc.Arbitrary<string> =>
      fc.nat({ max }).map((n) => String(n).padStart(length, '0'));
    const day = fc.tuple(digits(4, 9999), digits(2, 13), digits(2, 32)).map((parts) => parts.join('-'));

    fc.assert(
      fc.property(day, (text) => {
        const date = new Date(text);
        const same = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);

        expect(IsoTimestamp.is(text)).toBe(same);
      }),
    );
  });
});
