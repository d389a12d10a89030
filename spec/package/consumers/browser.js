import { NEVER, concat, defer, firstValueFrom, map, of, takeWhile, throwError, toArray } from 'rxjs';
import * as rxwire from 'rxwire';
import * as messages from 'rxwire/messages';
import * as testing from 'rxwire/testing';

/** Everything is reachable, so that the bundler has to keep it. */
export const all = [rxwire, messages, testing];

export async function main() {
  const { ConnectionError, constant, reconnect } = rxwire;
  const connection = { incoming$: NEVER, send() {}, buffered: () => 0, close() {} };
  let dials = 0;
  const drawn$ = defer(() =>
    ++dials === 1
      ? throwError(() => new ConnectionError('unreachable', 'drawn', {}))
      : concat(of(connection), NEVER),
  );
  const story = await firstValueFrom(
    drawn$.pipe(
      reconnect(constant(1)),
      takeWhile(({ status }) => status !== 'connected', true),
      map(({ status }) => status),
      toArray(),
    ),
  );
  const { _tag } = messages.messages.decode('{"type":"chat","data":{"text":"hi"}}');
  return `${story.join(' ')}, decoded ${_tag}`;
}
