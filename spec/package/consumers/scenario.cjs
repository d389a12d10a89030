/** What both Node consumers do with the entries that they have loaded, each in its own way. */
const assert = require('node:assert/strict');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { WebSocketServer } = require('ws');

/** A link that fails once and then opens: the story of it in real time. */
async function reconnects({ rxwire, rxjs }) {
  const { ConnectionError, constant, reconnect } = rxwire;
  let dials = 0;
  const connection = { incoming$: rxjs.NEVER, send() {}, buffered: () => 0, close() {} };
  const drawn$ = rxjs.defer(() =>
    ++dials === 1
      ? rxjs.throwError(() => new ConnectionError('unreachable', 'drawn', {}))
      : rxjs.concat(rxjs.of(connection), rxjs.NEVER),
  );
  const story$ = drawn$.pipe(
    reconnect(constant(1)),
    rxjs.takeWhile(({ status }) => status !== 'connected', true),
    rxjs.map(({ status }) => status),
    rxjs.toArray(),
  );
  const expected = ['connecting', 'waiting', 'connecting', 'connected'];
  assert.deepEqual(await rxjs.firstValueFrom(story$), expected);
}

/** The same in virtual time. */
function draws({ rxwire, testing }) {
  let compared = 0;
  const test = testing.marbles((actual, expected) => {
    assert.deepEqual(actual, expected);
    compared++;
  });
  test(({ connection, expectSubscriptions }) => {
    const source$ = connection(['--#', 'o-a---']);
    source$.pipe(rxwire.reconnect(rxwire.constant(3))).subscribe();
    expectSubscriptions(source$.subscriptions).toBe(['^-!', '-----^']);
  })();
  assert.equal(compared, 1);
}

function decodes({ messages }) {
  const good = messages.messages.decode('{"type":"chat","data":{"text":"hi"}}');
  assert.equal(good._tag, 'Right');
  assert.equal(good.right.data.text, 'hi');
  assert.equal(messages.messages.decode('{"type":"chat","data":{"text":1}}')._tag, 'Left');
}

/** A message there and back over a socket; the process ends by itself afterwards, or the run times out. */
async function talks({ node, rxjs }) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(`re: ${data}`)));
  await once(server, 'listening');
  const reply$ = node.fromWebSocket({ url: `ws://127.0.0.1:${server.address().port}` }).pipe(
    rxjs.switchMap((connection) => {
      connection.send('hello');
      return connection.incoming$;
    }),
  );
  assert.equal(await rxjs.firstValueFrom(reply$), 're: hello');
  server.close();
}

/** A publication through the embedded broker. */
async function publishes({ server, rxjs }) {
  const broker = server.memoryBroker();
  const heard = rxjs.firstValueFrom(broker.subscribe('a').pipe(rxjs.skip(1)));
  assert.equal((await rxjs.firstValueFrom(broker.publish('a', 'hello'))).offset, 1);
  assert.equal((await heard).body, 'hello');
}

/** An event stream there, read by the parser of the other entry. */
async function serves({ rxwire, server, rxjs }) {
  const events = ({ lastEventId }) => rxjs.of({ data: `behind ${lastEventId}` });
  const http = createServer((request, response) => {
    server.respondWithEvents({ request, response, events }).subscribe();
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const headers = { 'Last-Event-ID': '41' };
  const response = await fetch(`http://127.0.0.1:${http.address().port}/`, { headers });
  const event$ = rxjs.from(response.body).pipe(rxwire.parseEventStream());
  assert.equal((await rxjs.lastValueFrom(event$)).data, 'behind 41');
  http.close();
}

/** Where there is no global WebSocket, the root's says what to import. */
async function refuses({ rxwire, rxjs }) {
  if (globalThis.WebSocket === undefined) {
    await assert.rejects(rxjs.firstValueFrom(rxwire.fromWebSocket({ url: 'ws://127.0.0.1:1' })), (error) => {
      assert.ok(error instanceof rxwire.ConnectionError);
      assert.match(error.message, /rxwire\/node/);
      return true;
    });
  }
}

/** The broker on Redis, where there is none. */
async function findsNoRedis({ redis, rxjs }) {
  const broker = redis.redisBroker({ url: 'redis://127.0.0.1:1', whenAway: 'refuse', linger: 0 });
  await assert.rejects(rxjs.firstValueFrom(broker.publish('a', 'hello')), (error) => {
    assert.ok(error instanceof redis.UnavailableError);
    assert.equal(error.cause.kind, 'unreachable');
    return true;
  });
}

exports.useAll = async (modules) => {
  const missing = Object.keys(modules.rxwire).filter((name) => !(name in modules.node));
  assert.deepEqual(missing, [], 'names of the root that the Node entry lacks');
  await reconnects(modules);
  draws(modules);
  decodes(modules);
  await publishes(modules);
  await findsNoRedis(modules);
  await refuses(modules);
  await talks(modules);
  await serves(modules);
};
