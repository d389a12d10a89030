import { mergeMap } from 'rxjs';
import { Agent } from 'undici';
import { constant, fromEventSource, reconnect } from 'rxwire/node';
import { eventStream, httpServer } from '../support/httpServer.js';
import { recorded } from '../support/recorded.js';
import { selfSigned } from '../support/selfSigned.js';
import { closedPort } from '../support/tcpServer.js';

describe('fromEventSource of rxwire/node', () => {
  it('trusts whom its options say', async () => {
    const { url } = await httpServer(({ response }) => eventStream(response, 'data: a\n\n'), {
      secure: true,
    });

    const stranger = recorded(fromEventSource({ url }));
    const trusted = recorded(
      fromEventSource({ url, options: { connect: { ca: selfSigned.cert } } }).pipe(
        mergeMap(({ incoming$ }) => incoming$),
      ),
    );

    expect(await stranger.end()).toEqual({ kind: 'unreachable', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await trusted.first()).toEqual({ type: 'message', data: 'a', lastEventId: '' });
  });

  it('goes through the dispatcher that it is given, again and again', async () => {
    const { url, exchange } = await httpServer(({ response }, index) => {
      eventStream(response);
      if (index === 0) response.end();
    });
    const dispatcher = new Agent();
    const dispatch = jest.spyOn(dispatcher, 'dispatch');

    recorded(fromEventSource({ url, dispatcher }).pipe(reconnect(constant(1))));
    await exchange(1);

    expect(dispatch).toHaveBeenCalledTimes(2);
  });

  it('tells what Node knows of a dial that failed', async () => {
    const dial = recorded(fromEventSource({ url: `http://127.0.0.1:${await closedPort()}` }));

    expect(await dial.end()).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });
});
