import * as t from 'io-ts';
import { AckAction } from './actions/AckAction.js';
import { AuthenticateAction } from './actions/AuthenticateAction.js';
import { AuthenticatedAction } from './actions/AuthenticatedAction.js';
import { GoAwayAction } from './actions/GoAwayAction.js';
import { HistoryAction } from './actions/HistoryAction.js';
import { PresenceAction } from './actions/PresenceAction.js';
import { SubscribeAction } from './actions/SubscribeAction.js';
import { SubscribedAction } from './actions/SubscribedAction.js';
import { UnsubscribeAction } from './actions/UnsubscribeAction.js';
import { UnsubscribedAction } from './actions/UnsubscribedAction.js';
import { WelcomeAction } from './actions/WelcomeAction.js';

/** The requests, replies and notices of the protocol, told apart by `action`. */
export type SystemAction =
  | SubscribeAction
  | UnsubscribeAction
  | SubscribedAction
  | UnsubscribedAction
  | AckAction
  | HistoryAction
  | PresenceAction
  | WelcomeAction
  | GoAwayAction
  | AuthenticateAction
  | AuthenticatedAction;

declare const otherAction: unique symbol;

/** An `action` that the protocol does not name; opaque, so that `action` stays a discriminant. */
export interface OtherAction {
  readonly [otherAction]: true;
}

/** Data of a system message that is none of the protocol's actions. */
export interface OtherSystemData {
  readonly action?: OtherAction;
}

/** The data of a `systemMessage`. */
export type SystemData = SystemAction | OtherSystemData | null | undefined;

const actions: ReadonlyMap<unknown, t.Mixed> = new Map<unknown, t.Mixed>([
  ['subscribe', SubscribeAction],
  ['unsubscribe', UnsubscribeAction],
  ['subscribed', SubscribedAction],
  ['unsubscribed', UnsubscribedAction],
  ['ack', AckAction],
  ['history', HistoryAction],
  ['presence', PresenceAction],
  ['welcome', WelcomeAction],
  ['goAway', GoAwayAction],
  ['authenticate', AuthenticateAction],
  ['authenticated', AuthenticatedAction],
]);

/**
 * The codec of a `systemMessage`'s data: the protocol's actions are checked, everything else passes as it is.
 *
 * ```text
 * { action: 'unsubscribe', channel: 'a' }   valid
 * { action: 'unsubscribe' }                 error at 'channel'
 * { action: 'applaud', loudness: 11 }       valid: unknown actions are never refused
 * 'back in five minutes', null, undefined   valid
 * ```
 */
export const SystemData: t.Type<SystemData> = new t.Type<SystemData>(
  'SystemData',
  (input): input is SystemData => codecOf(input).is(input),
  (input, context) => codecOf(input).validate(input, context),
  t.identity,
);

function codecOf(input: unknown): t.Mixed {
  if (typeof input !== 'object' || input === null || !('action' in input)) return t.unknown;
  return actions.get(input.action) ?? t.unknown;
}
