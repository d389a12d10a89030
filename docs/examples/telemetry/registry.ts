import * as t from 'io-ts';
import { messageRegistry } from 'rxwire/messages';
import type { MessageOf } from 'rxwire/messages';

/** One reading of this machine. */
export const Telemetry = t.intersection([
  t.type({
    /** Busy share of all cores since the last reading, in percent. */
    cpu: t.number,
    /** Memory in use, in percent. */
    memory: t.number,
    /** 99th percentile of the event loop's delay since the last reading, in ms. */
    loopDelay: t.number,
    /** Runnable processes, averaged over a minute. */
    load: t.number,
  }),
  /** Bytes through all network interfaces since the machine started; where the system tells. */
  t.partial({ networkIn: t.number, networkOut: t.number }),
]);
export type Telemetry = t.TypeOf<typeof Telemetry>;

/** The messages, of the hub and of its clients. */
export const registry = messageRegistry({ payloads: { telemetry: Telemetry } });
export type DemoMessage = MessageOf<typeof registry>;

/** What both clients observe: this machine, what is typed, and what the clients say by themselves. */
export const channels = ['telemetry', 'chat_lobby', 'chat_ticks'] as const;
