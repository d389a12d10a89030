import { asyncScheduler } from 'rxjs';
import { messages } from '../messages/messages.js';
import { randomId } from '../core/randomId.js';
import { timestamps } from '../messages/timestamps.js';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { Broker } from './Broker.js';
import { channelFeed } from './channelFeed.js';
import type { ChannelFeed } from './channelFeed.js';
import { checkFunction } from './checkFunction.js';
import { connectionLimit } from './connectionLimit.js';
import type { ConnectionLimit } from './connectionLimit.js';
import type { Dismissible } from './Dismissible.js';
import type { HubConfig, Identity } from './HubConfig.js';
import { hubCounts } from './hubCounts.js';
import type { HubCounts } from './hubCounts.js';
import { keyExpiry } from './keyExpiry.js';
import { isMapOf, keyChangeOf } from './MapConfig.js';
import type { KeyChangeOf } from './MapConfig.js';
import { hubPresence } from './hubPresence.js';
import type { HubPresence } from './hubPresence.js';
import type { RequestHandlerConfig } from './requestHandler.js';
import { checkHandlers } from './checkHandlers.js';
import { rateByKey } from './rateByKey.js';
import type { RateByKey } from './rateByKey.js';
import { Refusal } from './Refusal.js';
import { turns } from './turns.js';
import type { Turns } from './turns.js';
import { watchPongs } from './watchPongs.js';
import type { PongWatch } from './watchPongs.js';

type Limits = Required<
  Pick<
    HubConfig,
    | 'authenticateTimeout'
    | 'requestTimeout'
    | 'maxPayload'
    | 'maxRequests'
    | 'maxChannels'
    | 'maxChannelLength'
    | 'maxPending'
    | 'maxConnectionsPerUser'
    | 'postRate'
    | 'postBurst'
    | 'requestRate'
    | 'requestBurst'
    | 'recoveryLimit'
    | 'tailBytes'
    | 'positionCheck'
    | 'pingInterval'
    | 'pongTimeout'
  >
>;

const defaults: Limits = {
  authenticateTimeout: 10_000,
  requestTimeout: 10_000,
  maxPayload: 65_536,
  maxRequests: 16,
  maxChannels: 128,
  maxChannelLength: 255,
  maxPending: 1_048_576,
  maxConnectionsPerUser: Infinity,
  postRate: 20,
  postBurst: 50,
  requestRate: 20,
  requestBurst: 50,
  recoveryLimit: 300,
  tailBytes: 1_048_576,
  positionCheck: 30_000,
  pingInterval: 25_000,
  pongTimeout: 8_000,
};

/** What all clients of a hub share. */
export interface HubCore {
  readonly broker: Broker;
  readonly limits: Limits;
  readonly turns: Turns;
  readonly presence: HubPresence;
  readonly keyChangeOf: KeyChangeOf;
  readonly counts: HubCounts;
  readonly authenticate: NonNullable<HubConfig['authenticate']>;
  readonly authenticateBy: NonNullable<HubConfig['authenticateBy']>;
  readonly authorize: NonNullable<HubConfig['authorize']>;
  readonly codec: NonNullable<HubConfig['codec']>;
  /** Handlers of the application's, by the type of the message. */
  readonly requests: ReadonlyMap<string, RequestHandlerConfig<unknown>>;
  readonly newId: () => string;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly timestamp: () => string;
  /** Sees to it that who is silent for too long is not taken for a client. */
  readonly pongs: PongWatch;
  /** How many connections each user has. */
  readonly users: ConnectionLimit;
  /** How much each user, or address, posts. */
  readonly posts: RateByKey;
  /** Clients that are connected now. */
  readonly sessions: Set<Dismissible>;
  /** Takes nobody in, and nothing up: it is to end. */
  isDraining: boolean;
  /** Channels that are followed now. */
  readonly feeds: ReadonlyMap<string, ChannelFeed>;
  feedOf(channel: string): ChannelFeed;
  /** A system message as text: a reply, if it has the id of a request. */
  notice(data: object, id?: string): string;
  /** An error message as text. */
  refusal(
    error: unknown,
    id?: string,
    channel?: string,
  ): { readonly text: string; readonly refusal: Refusal };
}

export function hubCore<I extends Identity>(config: HubConfig<I>): HubCore {
  const { broker, authenticate = () => ({ user: '' }), authorize = () => false, codec = messages } = config;
  const { authenticateBy = 'handshake' } = config;
  const { atEndOfTurn = setImmediate, newId = randomId, random = Math.random } = config;
  const given = Object.fromEntries(
    Object.keys(defaults).flatMap((name) => {
      const value = config[name as keyof Limits];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { requestRate: postRate, requestBurst: postBurst } = { ...defaults, ...given };
  const limits: Limits = { ...defaults, postRate, postBurst, ...given };
  for (const name of [
    'authenticateTimeout',
    'requestTimeout',
    'positionCheck',
    'pingInterval',
    'pongTimeout',
  ] as const) {
    checkDuration(name, limits[name], 1);
  }
  for (const name of [
    'maxPayload',
    'maxRequests',
    'maxChannels',
    'maxChannelLength',
    'maxPending',
    'maxConnectionsPerUser',
    'postRate',
    'postBurst',
    'requestRate',
    'requestBurst',
    'recoveryLimit',
    'tailBytes',
  ] as const) {
    checkNumber(name, limits[name], 1);
  }
  if (typeof broker?.publish !== 'function')
    throw new TypeError(`broker must be a Broker; got ${String(broker)}`);

  checkOneOf('authenticateBy', authenticateBy, ['handshake', 'message', 'either']);
  checkFunction('authenticate', authenticate);
  checkFunction('authorize', authorize);

  const handlers = checkHandlers(config.requests ?? {});
  const feeds = new Map<string, ChannelFeed>();
  const inTurns = turns(atEndOfTurn);
  const timestamp = timestamps(() => asyncScheduler.now());
  const expiry = config.maps && keyExpiry({ broker, isMap: isMapOf(config.maps), timestamp });
  const text = (type: string, id: string | undefined, data: object): string =>
    JSON.stringify({ type, ...(id !== undefined && { id }), timestamp: timestamp(), data });

  return {
    broker,
    limits,
    turns: inTurns,
    keyChangeOf: keyChangeOf(broker, config.maps),
    presence: hubPresence(broker, inTurns, config.presence),
    counts: hubCounts(),
    authenticate: authenticate as HubCore['authenticate'],
    authenticateBy,
    authorize: authorize as unknown as HubCore['authorize'],
    codec,
    requests: handlers,
    newId,
    random,
    timestamp,
    pongs: watchPongs(limits),
    users: connectionLimit(limits.maxConnectionsPerUser, 'a user'),
    posts: rateByKey(limits.postRate, limits.postBurst),
    sessions: new Set(),
    isDraining: false,
    feeds,
    feedOf: (channel) => {
      const known = feeds.get(channel);
      if (known !== undefined) return known;
      const { recoveryLimit, tailBytes, positionCheck } = limits;
      const feed = channelFeed({
        channel,
        broker,
        turns: inTurns,
        recoveryLimit,
        tailBytes,
        positionCheck,
        random,
        onEmpty: () => {
          if (feeds.get(channel) !== feed) return;
          feeds.delete(channel);
          expiry?.leave(channel);
        },
        ...(expiry && {
          onPublication: (epoch, publication) => expiry.look(channel, epoch, publication),
        }),
      });
      expiry?.follow(channel);
      feeds.set(channel, feed);
      return feed;
    },
    notice: (data, id) => text('systemMessage', id, data),
    refusal: (error, id, channel) => {
      const refusal = asRefusal(error);
      const { code, message, retryable, retryAfter } = refusal;
      const data = { code, message, ...(channel !== undefined && { channel }), retryable, retryAfter };
      return { text: text('error', id, data), refusal };
    },
  };
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return (error as Error | undefined)?.name === 'TimeoutError'
    ? new Refusal('TIMEOUT', 'not done in time')
    : new Refusal('INTERNAL', 'something went wrong', null, error);
}
