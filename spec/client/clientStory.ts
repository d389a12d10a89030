import { Subject, takeUntil } from 'rxjs';
import { OutboxOverflowError, RequestError, constant, giveUpWhen } from 'rxwire';
import type { Lifecycle, LifecycleStatus } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import type { ClientScript, Occasion, ScriptLine, Step } from './clientScript.js';
import { conserves, isLegal, sum, textClient } from './lawfulClient.js';
import { faultsOf } from './messageAccounts.js';
import type { ScriptedWire } from './scriptedWire.js';

/** A client over a scripted wire, what it is asked for, and whether it keeps the laws. */
export interface ClientStory {
  /** Does what the line says; what is wrong afterwards. */
  play(line: Exclude<ScriptLine, { readonly do: 'wait' }>): readonly string[];
  /** Connects, and lets every dial open and every message through; what is wrong afterwards. */
  letThrough(): readonly string[];
  /** What is wrong when everything could have gone through. */
  allThrough(): readonly string[];
  dispose(): void;
  /** What is wrong after `dispose`, with so many timers left. */
  allOver(timers: number): readonly string[];
}

export function clientStory(script: ClientScript, wire: ScriptedWire): ClientStory {
  const client = textClient({
    transport: wire.transport$,
    lazy: script.lazy,
    linger: script.linger,
    policy: giveUpWhen(({ attempt }: { readonly attempt: number }) => attempt > script.retries)(
      constant(3.1),
    ),
    reconnect: { minUptime: 5 },
    outbox: {
      capacity: script.capacity,
      overflow: script.overflow,
      maxBytes: 30,
      timeToLive: script.timeToLive,
      highWaterMark: 10,
      pollInterval: 7.7,
      key: (text) => String(text.length % 3),
    },
    requestTimeout: 40.3,
    idOf: (text) => text.replace(/^re:/, ''),
    ...(script.gate && { gate: { hello: 'hello', answer: (text) => text === 'welcome' || undefined } }),
    ...(script.heartbeat && {
      heartbeat: { interval: 20.7, timeout: 10.9, ping: () => 'ping', isPong: (text) => text === 'pong' },
    }),
  });
  const found: string[] = [];
  const armed = new Map<Occasion, (readonly Step[])[]>();
  const given: string[] = [];
  const reportedDropped: string[] = [];
  const told: [LifecycleStatus[], LifecycleStatus[]] = [[], []];
  const listeners = new Set<{ readonly left$: Subject<void>; fresh: boolean }>();
  const waiting = new Set<string>();
  const heard = new Set<string>();
  const before = { sent: 0, dropped: 0 };
  let drains = 0;
  let flowing = false;
  let delivered = 0;
  // What was asked for last; undefined when a drain has made it hard to tell.
  let barred: boolean | undefined = false;
  let pinned: boolean | undefined = false;
  let pinnedInside = false;
  let inside = 0;

  const lookNow = (): void => {
    const metrics = client.metrics.snapshot();
    if (!conserves(metrics)) found.push(`not conserved: ${JSON.stringify(metrics)}`);
  };
  const perform = (step: Step): void => (steps[step.do] as (step: Step) => void)(step);
  const react = (occasion: Occasion): void => {
    lookNow();
    inside += 1;
    armed.get(occasion)?.shift()?.forEach(perform);
    inside -= 1;
  };

  const hear = (text: string): void => {
    if (barred && !heard.has(text)) found.push(`heard ${text} though it was disconnected`);
    heard.add(text);
    react('message');
  };
  const send = (what: string): string => {
    const text = `${what === 'unsendable' ? '?' : ''}m${given.length}`;
    const length = what === 'large' ? 30 : what === 'too large' ? 31 : 0;
    const message = text.padEnd(length, '.');
    given.push(message);
    return message;
  };
  const steps: { readonly [D in Step['do']]: (step: Extract<Step, { readonly do: D }>) => void } = {
    open: wire.open,
    refuse: wire.refuse,
    halfClose: wire.halfClose,
    answer: wire.answer,
    break: () => wire.end(brokenLink()),
    throw: () => wire.end(new Error('no ConnectionError')),
    close: ({ code }) => wire.end(closedBy(code)),
    deliver: ({ valid }) => wire.deliver(`${valid ? '' : '!'}in${++delivered}`),
    eager: ({ on }) => (wire.eager = on),
    echo: ({ on }) => (wire.echo = on),
    greet: ({ on }) => (wire.greet = on),
    stall: ({ on }) => (wire.stalled = on),
    send: ({ what }) => {
      const message = send(what);
      try {
        if (client.send(message).status === 'dropped') reportedDropped.push(message);
      } catch (error) {
        if (!(error instanceof OutboxOverflowError)) throw error;
        reportedDropped.push(message);
      }
    },
    request: ({ what }) => {
      const message = send(what);
      waiting.add(message);
      client.request(message).subscribe({
        next: (reply) => {
          heard.add(reply);
          if (reply !== `re:${message}`) found.push(`${reply} is no reply to ${message}`);
          if (!wire.sent.includes(message)) found.push(`${message} was answered before it was sent`);
        },
        error: (error: unknown) => {
          if (!waiting.delete(message)) found.push(`${message} failed twice`);
          if (!(error instanceof RequestError)) found.push(`${message} failed with ${String(error)}`);
          else if (error.reason === 'dropped') reportedDropped.push(message);
          else if (error.reason === 'interrupted' && !wire.sent.includes(message))
            found.push(`${message} was interrupted before it was sent`);
          react('failure');
        },
        complete: () => {
          waiting.delete(message);
          react('settled');
        },
      });
    },
    listen: () => {
      const listener = { left$: new Subject<void>(), fresh: true };
      listeners.add(listener);
      const end = (): void => {
        if (listeners.delete(listener)) react('failure');
      };
      client.messages$.pipe(takeUntil(listener.left$)).subscribe({ next: hear, error: end, complete: end });
    },
    leave: () => {
      const [listener] = listeners;
      if (!listener) return;
      listeners.delete(listener);
      listener.left$.next();
    },
    connect: () => {
      barred = false;
      pinned = true;
      pinnedInside = inside > 0;
      client.connect();
    },
    disconnect: () => {
      barred = true;
      pinned = false;
      client.disconnect();
    },
    reset: () => {
      const { sent, dropped } = client.metrics.snapshot();
      before.sent += sent;
      before.dropped += sum(dropped);
      client.metrics.reset();
    },
    drain: ({ deadline }) => {
      drains += 1;
      barred = pinned = undefined;
      client.drain({ deadline }).subscribe(() => {
        drains -= 1;
        barred = pinned = undefined;
        react('settled');
      });
    },
  };

  const onState = (state: Lifecycle<unknown>): void => {
    const last = told[0].at(-1);
    if (last !== undefined && !isLegal(last, state.status)) found.push(`from ${last} to ${state.status}`);
    told[0].push(state.status);
    if (state.status === 'disconnected' && state.cause !== undefined) {
      // A connect in the hands of an observer may have come after the end that is told only now.
      if (pinned) pinned = pinnedInside ? undefined : false;
      for (const listener of listeners) listener.fresh = false;
    }
    react(state.status);
  };
  client.state$.subscribe(onState);
  client.state$.subscribe(({ status }) => told[1].push(status));
  client.invalid$.subscribe(() => react('message'));

  /** What the state must be, as far as what was asked for tells. */
  const demandFaults = (status: LifecycleStatus): string[] => {
    const off = status === 'disconnected';
    if (barred === undefined || pinned === undefined) return [];
    if (barred) return off ? [] : [`${status} though it was disconnected`];
    if (pinned || (script.lazy && [...listeners].some(({ fresh }) => fresh)))
      return off ? ['disconnected though it is wanted'] : [];
    const idle = listeners.size === 0 && waiting.size === 0 && drains === 0 && script.linger === 0;
    return idle && !off ? [`${status} though nobody wants it`] : [];
  };
  const wireFaults = (status: LifecycleStatus): string[] => {
    const { live, links } = wire;
    const right =
      status === 'connected' ? links === 1 && live === 1 : status === 'connecting' ? live === 1 : live === 0;
    return right ? [] : [`${status} with ${live} dials and links, ${links} of them open`];
  };

  const faults = (): readonly string[] => {
    lookNow();
    const status = told[0].at(-1) as LifecycleStatus;
    const { queued, sent, dropped } = client.metrics.snapshot();
    const messages = wire.sent.filter((text) => text !== 'hello' && text !== 'ping');
    const accounts = {
      given,
      sent: messages,
      reportedDropped,
      dropped: before.dropped + sum(dropped),
      queued,
    };
    return [
      ...found,
      ...(told[0].join() === told[1].join() ? [] : ['observers saw states in different orders']),
      ...(before.sent + sent === messages.length ? [] : [`counted ${sent} as sent, not ${messages.length}`]),
      ...wireFaults(status),
      ...demandFaults(status),
      ...faultsOf(accounts),
    ];
  };

  return {
    play: (line) => {
      if (line.do === 'react') armed.set(line.to, [...(armed.get(line.to) ?? []), line.by]);
      else perform(line);
      return faults();
    },
    letThrough: () => {
      if (!flowing) wire.end(brokenLink());
      flowing = true;
      armed.clear();
      wire.stalled = wire.echo = wire.eager = false;
      perform({ do: 'connect' });
      wire.open();
      return faults();
    },
    allThrough: () => {
      const { queued } = client.metrics.snapshot();
      return queued === 0 ? [] : [`${queued} messages are still queued`];
    },
    dispose: () => {
      armed.clear();
      barred = true;
      client.dispose();
    },
    allOver: (timers) => [
      ...faults(),
      ...(timers === 0 ? [] : [`${timers} timers are left`]),
      ...(listeners.size === 0 ? [] : [`${listeners.size} listeners wait for ever`]),
      ...[...waiting].map((message) => `${message} waits for its reply for ever`),
      ...(drains === 0 ? [] : [`${drains} drains wait for ever`]),
    ],
  };
}
