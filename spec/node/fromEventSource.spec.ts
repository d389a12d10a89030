import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { NEVER, concat, map, mergeMap, of } from 'rxjs';
import { Agent } from 'undici';
import { constant, fromEventSource, reconnect, whileConnected } from 'rxwire/node';
import { respondWithEvents } from 'rxwire/server';
import { eventStream, httpServer } from '../support/httpServer.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
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

  it('reads an event stream over HTTP/2, which has no Connection header, and resumes it', async () => {
    const asked: unknown[] = [];
    const server = createSecureServer({ ...selfSigned, allowHTTP1: true }, (request, response) => {
      asked.push([request.httpVersion, request.headers['last-event-id']]);
      const events = ({ lastEventId }: { readonly lastEventId: string }) =>
        lastEventId === '' ? of({ lastEventId: '1', data: 'a' }) : concat(of({ data: 'b' }), NEVER);
      respondWithEvents({ request, response, events }).subscribe();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    released(() => server.close());
    const { port } = server.address() as AddressInfo;
    const options = { allowH2: true, connect: { ca: selfSigned.cert } };

    const told = recorded(
      fromEventSource({ url: `https://127.0.0.1:${port}/`, options }).pipe(
        reconnect(constant(1)),
        whileConnected(({ incoming$, headers }) => incoming$.pipe(map((event) => ({ ...event, headers })))),
      ),
    );
    await told.first(({ data }) => data === 'b');

    expect(told.seen).toMatchObject([
      { data: 'a', lastEventId: '1', headers: { 'content-type': 'text/event-stream' } },
      { data: 'b', lastEventId: '1' },
    ]);
    expect(told.seen[0]?.headers).not.toHaveProperty('connection');
    expect(asked).toEqual([
      ['2.0', undefined],
      ['2.0', '1'],
    ]);
  });

  it('tells what Node knows of a dial that failed', async () => {
    const dial = recorded(fromEventSource({ url: `http://127.0.0.1:${await closedPort()}` }));

    expect(await dial.end()).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });
});
