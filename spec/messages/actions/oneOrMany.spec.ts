import * as t from 'io-ts';
import { oneOrMany } from '../../../lib/messages/actions/oneOrMany.js';
import { itChecks } from '../itChecks.js';

describe('oneOrMany', () => {
  const one = t.type({ channel: t.string }, 'One');
  const many = t.type({ channels: t.array(t.string) }, 'Many');

  itChecks(oneOrMany('OneOrMany', one, many), {
    valid: [
      { channel: 'a' },
      { channel: 'a', channels: undefined },
      { channels: [] },
      { channels: ['a', 'b'] },
    ],
    invalid: [
      [{}, 'channel: expected string, got undefined'],
      [{ channel: 'a', channels: 'b' }, 'channels: expected Array<string>, got "b"'],
      [{ channels: ['a', 2] }, 'channels.1: expected string, got 2'],
      [null, ': expected OneOrMany, got null'],
      ['a', ': expected OneOrMany, got "a"'],
    ],
  });
});
