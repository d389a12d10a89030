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

    const visit = { request, response, connection: 'c2', known };
    const events = recorded(answerRequest(core, visit as never));
    request.end(body);

    expect(await events.all()).toMatchObject([{ type: happened, connection: 'c2' }]);
    expect(response.statusCode).toBe(status);
    expect(core.feeds.size).toBe(0);
  });
});
