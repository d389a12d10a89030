import { firstValueFrom } from 'rxjs';
import { eventStreamRequest } from '../../lib/transports/eventStreamRequest.js';

const context = { attempt: 0, lastEventId: '' };

describe('eventStreamRequest', () => {
  it('has what the config says, settled', async () => {
    const config = {
      url: Promise.resolve('http://a#b'),
      headers: async () => ({ 'X-A': '1' }),
      body: 'text',
    };

    expect(await firstValueFrom(eventStreamRequest(config, { attempt: 1, lastEventId: 'é' }))).toEqual({
      url: 'http://a/',
      init: {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'x-a': '1', 'last-event-id': '\xc3\xa9' },
        body: 'text',
        redirect: 'follow',
        cache: 'no-store',
      },
    });
  });

  it('fails on a last event ID that cannot be sent', async () => {
    const request$ = eventStreamRequest({ url: 'http://a' }, { ...context, lastEventId: '\x01' });

    await expect(firstValueFrom(request$)).rejects.toMatchObject({ kind: 'protocol', code: 1002 });
  });

  it('has the headers of the provider, not its prototype', async () => {
    const headers = JSON.parse('{"__proto__":"a"}') as Record<string, string>;

    const { init } = await firstValueFrom(eventStreamRequest({ url: 'http://a', headers }, context));

    expect(Object.keys(init.headers)).toEqual(['accept', '__proto__']);
  });
});
