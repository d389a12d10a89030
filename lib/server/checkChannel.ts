import { Refusal } from './Refusal.js';

/**
 * Refuses what is no name of a channel: 1 to `maxLength` visible ASCII characters, but for braces, which engines give a
 * meaning of their own.
 */
export function checkChannel(name: string, maxLength: number): void {
  if (name.length > maxLength || !/^[!-z|~]+$/.test(name)) {
    throw new Refusal(
      'BAD_REQUEST',
      `a channel's name is 1 to ${maxLength} visible ASCII characters other than braces`,
    );
  }
}
