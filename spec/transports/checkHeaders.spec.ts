import { cannotHeal } from 'rxwire';
import { checkHeaders } from '../../lib/transports/checkHeaders.js';

describe('checkHeaders', () => {
  it.each([['a\n'], ['\r\na'], ['\ta'], ['']])('takes the value %j, as fetch does', (value) => {
    expect(() => checkHeaders({ a: value })).not.toThrow();
    expect(() => new Headers({ a: value })).not.toThrow();
  });

  it.each<[unknown]>([['a\nb'], ['\ra\rb'], ['\0'], ['\u20ac'], ['\ufeffa'], [undefined], [7]])(
    'refuses the value %j, does not quote it, and cannot heal',
    (value) => {
      let error: unknown;
      try {
        checkHeaders({ token: value });
      } catch (thrown) {
        error = thrown;
      }

      expect(error).toMatchObject({
        kind: 'unsupported',
        message: 'headers: no header can have the value of "token"',
      });
      expect(cannotHeal(error)).toBe(true);
    },
  );

  it.each<[string, unknown]>([
    ['Headers', new Headers({ authorization: 'a' })],
    ['Map', new Map([['authorization', 'a']])],
    ['Array', [['authorization', 'a']]],
    ['String', 'authorization: a'],
    ['Null', null],
    ['Number', 7],
  ])('refuses a %s, whose headers would not be sent', (got, headers) => {
    expect(() => checkHeaders(headers)).toThrow(
      expect.objectContaining({
        kind: 'unsupported',
        message: `headers must be as of Object.fromEntries(headers); got [object ${got}]`,
      }),
    );
  });

  it.each(['', 'a b', 'a:', '\u00e9'])('refuses the name %j', (name) => {
    expect(() => checkHeaders({ [name]: '' })).toThrow(
      `headers: no header can have the name of ${JSON.stringify(name)}`,
    );
  });
});
