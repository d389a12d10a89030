import { NEVER, merge, of } from 'rxjs';
import type { Connection, RealtimeClientOptions } from 'rxwire';
import type { MarbleHelpers } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { drawnStates, lawfulClient, textClient } from './lawfulClient.js';
import type { TextClient } from './lawfulClient.js';

type Sleep = RealtimeClientOptions<string, string, string>['sleep'];

/** Sends what is drawn; the answers, as they come. */
const sending = ({ hot }: MarbleHelpers, client: TextClient, drawn: string): readonly string[] => {
  const answers: string[] = [];
  hot(drawn).subscribe((message) => answers.push(client.send(message).status));
  return answers;
};

describe('realtimeClient, on a device that sleeps', () => {
  it('sends nothing into the link of before, dials anew, and delivers once over the new one', () => {
    let answers: readonly string[] = [];

    marbles((helpers) => {
      const source$ = helpers.connection('-o-----------');
      const sleep = helpers.sleep('       -----z-------');
      const messages = '                  ---a--bc-----';
      const unsubscribed = '              -------------!';
      const sent = '                      ---a------(bc)';
      const dials = ['                    ^-----!', '---------^---!'];
      const expected = '                  ic----w--ic--';
      const client = lawfulClient(helpers, { transport: source$, sleep });

      client.connect();
      answers = sending(helpers, client, messages);

      helpers.expectObservable(drawnStates(client), unsubscribed).toBe(expected);
      helpers.expectSent(source$).toBe(sent);
      helpers.expectSubscriptions(source$.subscriptions).toBe(dials);
      helpers.act('                       -------------x', { x: client.dispose });
    })();

    expect(answers).toEqual(['sent', 'queued', 'queued']);
  });

  it.each<[title: string, sleep: Sleep, answer: string]>([
    ['does so on the platform’s clock by default', undefined, 'queued'],
    ['does not with `sleep: false`', false, 'sent'],
  ])('%s', (_, sleep, answer) => {
    const link: Connection<string, string> = {
      incoming$: NEVER,
      send: () => {},
      buffered: () => 0,
      close: () => {},
    };
    const client = textClient({ transport: merge(of(link), NEVER), ...(sleep !== undefined && { sleep }) });
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);

    client.connect();
    const before = client.send('a').status;
    clock.mockReturnValue(3_600_000);
    const after = client.send('b').status;
    client.dispose();
    clock.mockRestore();

    expect([before, after]).toEqual(['sent', answer]);
  });
});
