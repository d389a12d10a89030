import { outcomeOf } from '../../lib/redis/outcomeOf.js';
import { replyError } from './fakeLink.js';

describe('outcomeOf', () => {
  it.each([
    ['NOSCRIPT No matching script. Please use EVAL.', 'script is gone'],
    ["READONLY You can't write against a read only replica.", 'not here'],
    ['LOADING Redis is loading the dataset in memory', 'not here'],
    ['CLUSTERDOWN The cluster is down', 'not here'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'refused'],
    ['MISCONF Redis is configured to save RDB snapshots', 'refused'],
    ['ERR unknown command', 'refused'],
  ])('%s: %s', (words, outcome) => {
    expect(outcomeOf(replyError(words))).toBe(outcome);
  });

  it('is unknown where there was no answer, whatever the words', () => {
    expect(outcomeOf(new Error('Socket closed unexpectedly'))).toBe('unknown');
    expect(outcomeOf(new Error('READONLY'))).toBe('unknown');
    expect(outcomeOf(undefined)).toBe('unknown');
  });
});
