import { of } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { checkNumber } from '../core/checkNumber.js';
import { addressKey } from './addressKey.js';
import { checkFunction } from './checkFunction.js';
import { connectionLimit } from './connectionLimit.js';
import type { ConnectionLimit } from './connectionLimit.js';
import type { DoorConfig, DoorRefusal } from './DoorConfig.js';
import { printable } from './printable.js';
import { Refusal } from './Refusal.js';

/** What the doors of a server, for WebSockets and for HTTP, have in common. */
export interface Door {
  /** The address that limits go by. Throws a `Refusal`, `INTERNAL`, where `addressOf` fails. */
  addressOf(request: IncomingMessage): string;
  /** The same; empty where it fails. */
  addressIfKnown(request: IncomingMessage): string;
  /** One more connection of an address. */
  readonly enter: ConnectionLimit['enter'];
  /** Tells of who was turned away. */
  tell(refusal: Omit<DoorRefusal, 'type'>): void;
}

export function door({
  maxConnectionsPerAddress = Infinity,
  addressOf = remoteAddressOf,
  onRefused = () => {},
}: DoorConfig): Door {
  checkNumber('maxConnectionsPerAddress', maxConnectionsPerAddress, 1);
  checkFunction('addressOf', addressOf);
  checkFunction('onRefused', onRefused);

  const addressOrError = (request: IncomingMessage): string => {
    try {
      return addressKey(String(addressOf({ request })));
    } catch (error) {
      throw new Refusal('INTERNAL', 'something went wrong', null, error);
    }
  };

  return {
    addressOf: addressOrError,
    addressIfKnown: (request) => {
      try {
        return addressOrError(request);
      } catch {
        return '';
      }
    },
    enter: connectionLimit(maxConnectionsPerAddress, 'an address').enter,
    // What it throws is reported by rxjs.
    tell: ({ address, ...refusal }) =>
      void of({ type: 'refused' as const, ...refusal, address: printable(address) }).subscribe(onRefused),
  };
}

function remoteAddressOf({ request }: { readonly request: IncomingMessage }): string {
  // A request that is drawn in a test has no socket.
  return (request.socket as IncomingMessage['socket'] | undefined)?.remoteAddress ?? '';
}
