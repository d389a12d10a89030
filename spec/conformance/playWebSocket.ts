import type { ClientPlan, ClientStep } from './webSocketScenarios.js';

interface AnySocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly protocol: string;
  send(data: string | ArrayBuffer): void;
  close(...words: unknown[]): void;
  addEventListener(type: string, listener: (event: never) => void): void;
}

/**
 * Acts as the plan says, and tells what it saw: states, events in their order, codes, exceptions.
 *
 * It runs in a page too, so it uses nothing from outside of itself.
 */
export function playWebSocket(
  WebSocket: new (url: string, protocols?: string | string[]) => unknown,
  url: string,
  plan: ClientPlan,
): Promise<string[]> {
  const log: string[] = [];
  const attempt = (what: string, action: () => unknown): void => {
    try {
      log.push(`${what}: ${String(action())}`);
    } catch (error) {
      log.push(`${what} throws ${(error as Error).name}`);
    }
  };
  const states = ['connecting', 'open', 'closing', 'closed'];
  return new Promise((resolve) => {
    let socket: AnySocket | undefined;
    attempt('new', () => {
      socket = new WebSocket(url, ...(plan.protocols === undefined ? [] : [plan.protocols])) as AnySocket;
      return states[socket.readyState];
    });
    const live = socket;
    if (live === undefined) return resolve(log);

    /** How much waits to be sent is a matter of the platform; whether something does is not. */
    const waits = (): string => (live.bufferedAmount > 0 ? 'something waits' : 'nothing waits');
    const made = (code: string): string => {
      const told = (
        new Function('socket', `'use strict'; return socket.${code}`) as (on: unknown) => unknown
      )(live);
      return `${told === undefined ? '' : `${String(told)}, `}${states[live.readyState]}, ${live.bufferedAmount} buffered`;
    };
    const act = (steps: readonly ClientStep[] = []): void => {
      for (const [verb, ...words] of steps) {
        attempt(
          `${verb} ${words.map((word) => (verb === 'does' ? String(word) : String(word).slice(0, 9))).join(' ')}`.trim(),
          () => {
            if (verb === 'does') return made(words[0] as string);
            if (verb === 'look') return waits();
            if (verb === 'close') live.close(...words);
            else if (verb === 'binaryType') live.binaryType = words[0] as string;
            else live.send(verb === 'send' ? (words[0] as string) : new ArrayBuffer(words[0] as number));
            if (verb === 'flood') return waits();
            return verb === 'binaryType'
              ? live.binaryType
              : `${states[live.readyState]}, ${live.bufferedAmount} buffered`;
          },
        );
      }
    };
    const hear = (type: string, describe: (event: never) => string): void =>
      live.addEventListener(type, (event) => {
        log.push(`${type} (${states[live.readyState]}) ${describe(event)}`.trim());
        act(plan.on?.[type]);
        if (type === 'open' && plan.later) setTimeout(() => act(plan.later), 200);
        // Whatever comes after the end is told as well.
        if (type === 'close') setTimeout(() => resolve(log), 5);
      });
    hear('open', () => live.protocol);
    hear('message', ({ data }: { readonly data: unknown }) =>
      typeof data === 'string' ? `'${data}'` : Object.prototype.toString.call(data),
    );
    hear('error', () => '');
    hear('close', (event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) =>
      [event.code, event.reason, event.wasClean ? 'clean' : 'not clean']
        .filter((word) => word !== '')
        .join(' '),
    );
    act(plan.atOnce);
    // A story without an end is told as it is, before the test runs out of time.
    const patience = setTimeout(() => resolve([...log, 'and no end']), plan.patience ?? 3_000);
    live.addEventListener('close', () => clearTimeout(patience));
  });
}
