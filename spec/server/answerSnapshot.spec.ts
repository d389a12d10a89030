import { memoryBroker } from 'rxwire/server';
import { marbles } from '../support/marbles.js';
import { epoch, stage, systemMessage } from './hubTalk.js';

const snapshot = (id: string, rest: object): string => systemMessage(id, { action: 'snapshot', ...rest });

describe('answerSnapshot', () => {
  it(
    'answers as drawn, piece by piece, and refuses what it cannot',
    marbles((helpers) => {
      const { served, client, serve } = stage(helpers, {
        broker: memoryBroker({ random: () => 0.5, historySize: 1 }),
        maps: { channels: ({ channel }) => channel === 'a', maxKeys: 2 },
        authorize: ({ channel }) => channel === 'a',
        maxPending: 400,
      });
      const refused: unknown[] = [];
      const set = (key: string) =>
        served
          .publish('a', { op: 'set', key, value: 'x'.repeat(80) })
          .subscribe({ error: (e: Error) => refused.push(e.name) });
      ['x', 'y', 'x', 'z'].forEach(set);
      const eve = client('opqrst', {
        p: snapshot('p', { channel: 'a' }),
        q: snapshot('q', { channel: 'a', since: { offset: 2, epoch } }),
        r: snapshot('r', { channel: 'a', since: { offset: 2, epoch: 'gone' } }),
        s: snapshot('s', { channel: 'b' }),
        t: snapshot('t', {}),
      });
      serve('---------!', eve);
      const heard: unknown[] = [];
      eve.sent$.subscribe((text) => {
        const { id, data } = JSON.parse(text) as {
          id: string;
          data: Record<string, unknown[] & Record<string, unknown>>;
        };
        if (id !== undefined)
          heard.push([
            id,
            data['code'] ?? (data['items'] as unknown as { offset: number }[]).map(({ offset }) => offset),
            data['offset'],
            data['more'],
          ]);
      });

      helpers.scheduler.schedule(() => {
        expect(refused).toEqual(['KeyLimitError']);
        expect(heard).toEqual([
          ['p', [2], 3, true],
          ['q', [3], 3, false],
          ['r', 'UNRECOVERABLE', undefined, undefined],
          ['s', 'FORBIDDEN', undefined, undefined],
          ['t', 'BAD_REQUEST', undefined, undefined],
        ]);
      }, 20);
    }),
  );
});
