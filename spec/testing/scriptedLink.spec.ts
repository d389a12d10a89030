import { Observable, asapScheduler, mergeMap, tap } from 'rxjs';
import type { Connection } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { scriptedLink } from '../../lib/testing/scriptedLink.js';
import type { ScriptedLink } from '../../lib/testing/scriptedLink.js';

/** A link, what its subscriber sees, and what was sent. */
function dialled(): {
  readonly link: ScriptedLink<string>;
  readonly told: unknown[];
  readonly connections: Connection<string, string>[];
} {
  const told: unknown[] = [];
  const connections: Connection<string, string>[] = [];
  let link: ScriptedLink<string> | undefined;
  const connection$ = new Observable<Connection<string, string>>((subscriber) => {
    link = scriptedLink(subscriber, { scheduler: asapScheduler, sent: (message) => told.push(message) });
  });
  connection$
    .pipe(
      tap((connection) => connections.push(connection)),
      mergeMap(({ incoming$ }) => incoming$.pipe(tap({ complete: () => told.push('|') }))),
    )
    .subscribe({
      next: (frame) => told.push(frame),
      error: (error) => told.push(error),
      complete: () => told.push('done'),
    });
  return { link: link as ScriptedLink<string>, told, connections };
}

describe('scriptedLink', () => {
  it('opens, keeps for the opening what came before, and ends once', () => {
    const { link, told, connections } = dialled();

    link.next('early');
    link.open({ protocol: 'chat', buffered: 'not this' });
    link.next('a');
    connections[0]?.send('sent');
    const wasOpen = link.isOpen();
    link.end(closedBy(1012));
    link.next('late');
    link.open();

    expect(told).toEqual(['early', 'a', 'sent', '|', closedBy(1012)]);
    expect([wasOpen, link.isOpen(), connections.length]).toEqual([true, false, 1]);
    expect(connections[0]).toMatchObject({ protocol: 'chat' });
    expect(connections[0]?.buffered()).toBe(0);
    expect(() => connections[0]?.send('x')).toThrow('send: the link is not open');
  });

  it('closes with words, once, and with none that no application may say', () => {
    const { link, told, connections } = dialled();

    link.open();
    expect(() => connections[0]?.close(1005)).toThrow(
      new RangeError('close code must be 1000 or from 3000 to 4999, got 1005'),
    );
    connections[0]?.close(4000, 'enough');
    connections[0]?.close();

    expect(told).toEqual(['|', closedBy(4000, 'enough')]);
  });

  it('completes where it ends without an error', () => {
    const { link, told } = dialled();

    link.end();

    expect(told).toEqual(['done']);
  });
});
