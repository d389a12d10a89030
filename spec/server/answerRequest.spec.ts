import { PassThrough } from 'node:stream';
import { answerRequest } from '../../lib/server/answerRequest.js';
import { FakeResponse } from '../support/FakeResponse.js';
import { recorded } from '../support/recorded.js';
import { chat, subscribe } from './hubTalk.js';
import { sessionAlone } from './sessionAlone.js';

const known = { identity: { user: 'ann' }, until: Infinity };

describe('answerRequest', () => {
  it.each([
    [chat('m1', 'a', 'hi'), 200, 'published'],
    [chat(undefined, 'a', 'hi'), 204, 'published'],
    [subscribe('r1', 'a'), 400, 'refused'],
    ['nonsense', 400, 'refused'],
  ])('answers %s with %d, and tells that it was %s', async (body, status, happened) => {
    const { core } = sessionAlone();
    const [request, response] = [new PassThrough(), new FakeResponse()];

    const visit = { request, response, connection: 'c2', known, address: '192.0.2.1' };
    const events = recorded(answerRequest(core, visit as never));
    request.end(body);

    expect(await events.all()).toMatchObject([{ type: happened, connection: 'c2' }]);
    expect(response.statusCode).toBe(status);
    expect(core.feeds.size).toBe(0);
  });

  it('refuses what one user, or one address, posts beyond the rate, with the id of the message', async () => {
    const { core } = sessionAlone({ postRate: 1, postBurst: 2 });
    const post = async (user: string, address: string): Promise<readonly unknown[]> => {
      const [request, response] = [new PassThrough(), new FakeResponse()];
      const end = jest.spyOn(response as unknown as { end(text: string): void }, 'end');
      const who = { identity: { user }, until: Infinity };
      const visit = { request, response, connection: 'c2', known: who, address };
      const events = recorded(answerRequest(core, visit as never));
      request.end(chat('m1', 'a', 'hi'));
      await events.all();
      return [response.statusCode, response.headers['Retry-After'], end.mock.calls[0]?.[0]];
    };

    expect(await post('ann', '192.0.2.1')).toMatchObject({ 0: 200 });
    expect(await post('ann', '192.0.2.2')).toMatchObject({ 0: 200 });
    expect(await post('ann', '192.0.2.3')).toEqual([429, '1', expect.stringContaining('"id":"m1"')]);
    expect(await post('bob', '192.0.2.3')).toMatchObject({ 0: 200 });
    expect(await post('', '192.0.2.3')).toMatchObject({ 0: 200 });
    expect(await post('', '192.0.2.3')).toMatchObject({ 0: 200 });
    expect(await post('', '192.0.2.3')).toEqual([429, '1', expect.stringContaining('"id":"m1"')]);
    expect(await post('', '192.0.2.4')).toMatchObject({ 0: 200 });
  });
});
