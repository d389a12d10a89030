export type { BackoffContext, BackoffPolicy } from './backoff/BackoffPolicy.js';
export { backoff } from './backoff/backoff.js';
export type { BackoffConfig } from './backoff/backoff.js';
export { capDelay } from './backoff/capDelay.js';
export { closedWith } from './backoff/closedWith.js';
export { connectionStrategy } from './backoff/connectionStrategy.js';
export { constant } from './backoff/constant.js';
export { decorrelatedJitter } from './backoff/decorrelatedJitter.js';
export type { DecorrelatedJitterConfig } from './backoff/decorrelatedJitter.js';
export { equalJitter } from './backoff/equalJitter.js';
export { exponential } from './backoff/exponential.js';
export type { ExponentialConfig } from './backoff/exponential.js';
export { forCause } from './backoff/forCause.js';
export { fullJitter } from './backoff/fullJitter.js';
export type { JitterConfig } from './backoff/fullJitter.js';
export { giveUpWhen } from './backoff/giveUpWhen.js';
export { honorRetryAfter } from './backoff/honorRetryAfter.js';
export { limitAttempts } from './backoff/limitAttempts.js';
export { limitElapsed } from './backoff/limitElapsed.js';
export { linear } from './backoff/linear.js';
export type { LinearConfig } from './backoff/linear.js';
export { mapDelay } from './backoff/mapDelay.js';
export { tiered } from './backoff/tiered.js';
export type { Tier } from './backoff/tiered.js';
export type { RealtimeMetrics } from './client/clientMetrics.js';
export type { DurationSummary } from './core/durationWindow.js';
export { realtimeClient } from './client/realtimeClient.js';
export type {
  DrainResult,
  RealtimeClient,
  RealtimeClientConfig,
  RealtimeClientOptions,
  RealtimeConnection,
  TransportConfig,
  TransportsConfig,
} from './client/RealtimeClientConfig.js';
export { tokenAuth } from './client/tokenAuth.js';
export type { TokenAuth, TokenAuthConfig, TokenContext } from './client/TokenAuthConfig.js';
export { RequestError } from './client/RequestError.js';
export type { RequestConfig } from './client/requests.js';
export type { Connection, IncomingOf, OutgoingOf } from './core/Connection.js';
export { ConnectionError } from './core/ConnectionError.js';
export type {
  ConnectionErrorDetails,
  ConnectionErrorKind,
  ConnectionErrorOf,
} from './core/ConnectionError.js';
export { asConnectionError } from './core/asConnectionError.js';
export { cannotHeal } from './core/cannotHeal.js';
export { closeReason } from './core/closeReason.js';
export type { BodyReaderLike, FetchBody, FetchInit, FetchLike, ResponseLike } from './core/FetchLike.js';
export { incomingFrames } from './core/incomingFrames.js';
export type { IncomingFrames } from './core/incomingFrames.js';
export type { Lifecycle, LifecycleStatus } from './core/Lifecycle.js';
export { pageLifecycle } from './core/pageLifecycle.js';
export type { PageLifecycle } from './core/pageLifecycle.js';
export type { DialContext, Provider } from './core/Provider.js';
export type {
  WebSocketConstructor,
  WebSocketIncoming,
  WebSocketLike,
  WebSocketOutgoing,
} from './core/WebSocketLike.js';
export { endAfterSleep } from './operators/endAfterSleep.js';
export type { EndAfterSleepConfig } from './operators/endAfterSleep.js';
export { fallback } from './operators/fallback.js';
export type { FallbackConfig } from './operators/fallback.js';
export { followPage } from './operators/followPage.js';
export type { FollowedPage, FollowPageConfig } from './operators/followPage.js';
export { handshakeGate } from './operators/handshakeGate.js';
export type { HandshakeGateConfig } from './operators/handshakeGate.js';
export { heartbeat } from './operators/heartbeat.js';
export type { Heartbeat, HeartbeatConfig } from './operators/heartbeat.js';
export { isBlocked } from './operators/isBlocked.js';
export { notifier } from './operators/notifier.js';
export { outbox } from './operators/outbox.js';
export type { Outbox, OutboxConfig, OutboxCounts, Settled } from './operators/outbox.js';
export { OutboxOverflowError } from './operators/OutboxOverflowError.js';
export { parkWhile } from './operators/parkWhile.js';
export type { OverTransport } from './operators/provenLinks.js';
export { reconnect } from './operators/reconnect.js';
export type { ReconnectConfig } from './operators/reconnect.js';
export { retryWithBackoff } from './operators/retryWithBackoff.js';
export type { RetryWithBackoffConfig } from './operators/retryWithBackoff.js';
export type { Dropped, DropReason, SendOutcome } from './operators/SendOutcome.js';
export { whileConnected } from './operators/whileConnected.js';
export { withCodec } from './operators/withCodec.js';
export type { Codec, CodecConfig, Coded, InvalidMessage } from './operators/withCodec.js';
export { fromWebSocket } from './transports/fromWebSocket.js';
export type { FromWebSocketConfig } from './transports/fromWebSocket.js';
export type { WebSocketConnection } from './transports/dial.js';
export type { EventSourceConnection } from './transports/EventSourceConnection.js';
export type { EventSourceContext, EventStreamRequestConfig } from './transports/eventStreamRequest.js';
export { fromEventSource } from './transports/fromEventSource.js';
export type { FromEventSourceConfig } from './transports/fromEventSource.js';
export { fromHubEvents } from './transports/fromHubEvents.js';
export type { FromHubEventsConfig } from './transports/fromHubEvents.js';
export { eventStreamReducer, eventStreamSeed } from './sse/eventStreamReducer.js';
export type { EventStreamReduction } from './sse/eventStreamReducer.js';
export type { EventStreamCallbacks, EventStreamLimits } from './sse/EventStreamRules.js';
export { eventStreamState } from './sse/EventStreamState.js';
export type { EventStreamState } from './sse/EventStreamState.js';
export type { EventStreamBlock } from './sse/formatEventStreamBlock.js';
export { formatServerSentComment } from './sse/formatServerSentComment.js';
export type { ServerSentComment } from './sse/formatServerSentComment.js';
export { formatServerSentEvent } from './sse/formatServerSentEvent.js';
export type { ServerSentEventInit } from './sse/formatServerSentEvent.js';
export { parseEventStream } from './sse/parseEventStream.js';
export type { ParseEventStreamConfig } from './sse/parseEventStream.js';
export type { ServerSentEvent } from './sse/ServerSentEvent.js';
export { toEventStream } from './sse/toEventStream.js';
export { askHub } from './sync/askHub.js';
export type { AskHubConfig, AskingClient } from './sync/askHub.js';
export type { ChannelCodec, ChannelCodecs, ChannelData } from './sync/channelCodecs.js';
export { ChannelError } from './sync/ChannelError.js';
export type { ChannelEvent, Gap, Publication, Snapshot } from './sync/ChannelEvent.js';
export type { ChannelRetryConfig } from './sync/channelFailures.js';
export type { InvalidPublication } from './sync/channelRecovery.js';
export { channelMap } from './sync/channelMap.js';
export type { ChannelMap, ChannelMapConfig, MapChange, MapEntry } from './sync/channelMap.js';
export { channelPresence } from './sync/channelPresence.js';
export type { ChannelPresence, ChannelPresenceConfig, PresentMember } from './sync/channelPresence.js';
export { dataSync } from './sync/dataSync.js';
export type {
  ChannelConfig,
  DataSync,
  DataSyncConfig,
  PublishConfig,
  SyncClient,
} from './sync/DataSyncConfig.js';
export type { ChannelClient } from './sync/keyedStreams.js';
export { multiplex } from './sync/multiplex.js';
export type { Multiplex, MultiplexConfig, WireSubscription } from './sync/multiplex.js';
export type { Position, Positions } from './sync/Position.js';
export type { PublishReply } from './sync/publishRequest.js';
export type { LoadedSnapshot, SnapshotContext } from './sync/snapshotLoader.js';
export { RefusedError } from './sync/RefusedError.js';
export type { SyncMessage } from './sync/SyncMessage.js';
