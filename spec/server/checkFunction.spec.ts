import { hub } from 'rxwire/server';
import { openConfig } from './hubTalk.js';

describe('checkFunction', () => {
  it.each([
    [{ authenticate: { user: 'ann' } }, 'authenticate must be a function; got [object Object]'],
    [{ authorize: true }, 'authorize must be a function; got true'],
  ])('refuses %p', (config, words) => {
    expect(() => hub(openConfig(config as never))).toThrow(new TypeError(words));
  });
});
