import * as t from 'io-ts';
import { IsoTimestamp } from '../IsoTimestamp.js';
import { SafeInteger } from '../SafeInteger.js';
import { fields } from '../fields.js';

/** The server's first words on a connection: its name and its limits. */
export interface WelcomeAction {
  readonly action: 'welcome';
  /** The connection's name at the server. */
  readonly connection?: string;
  /** The version of the protocol. */
  readonly protocol?: number;
  /** How often the server pings, in milliseconds. */
  readonly heartbeat?: number;
  /** The largest message it takes, in bytes. */
  readonly maxPayload?: number;
  /** How many channels a connection may observe. */
  readonly maxChannels?: number;
  /** How long the client's identity holds, in milliseconds; without it, for as long as the connection. */
  readonly expiresIn?: number;
  /** The server's clock, as ISO 8601 text. */
  readonly serverTime?: string;
}

/** The codec of the server's first words. */
export const WelcomeAction: t.Type<WelcomeAction> = fields<WelcomeAction>(
  'WelcomeAction',
  { action: t.literal('welcome') },
  {
    connection: t.string,
    protocol: t.number,
    heartbeat: t.number,
    maxPayload: SafeInteger,
    maxChannels: SafeInteger,
    expiresIn: t.number,
    serverTime: IsoTimestamp,
  },
);
