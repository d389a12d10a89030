export { messages } from './messages.js';
export type { Message } from './messages.js';
export { messageRegistry } from './messageRegistry.js';
export type {
  MessageOptions,
  MessageRegistry,
  MessageRegistryConfig,
  Registered,
} from './messageRegistry.js';
export type { MessageOf } from './MessageOf.js';
export type { MessageIn, MessageOfType, Payloads } from './MessageIn.js';
export { EventModel, eventModel } from './EventModel.js';
export type { EventModelConfig } from './EventModel.js';
export { overEventStream } from './overEventStream.js';
export type { EventStreamCodec, MessageEventInit, TextCodec } from './overEventStream.js';
export type { Envelope } from './Envelope.js';
export type { UnknownMessage } from './UnknownMessage.js';
export { describeErrors } from './describeErrors.js';
export type { ErrorDescription } from './describeErrors.js';
export type { BuiltInPayloads } from './builtInPayloads.js';
export { ChatData } from './ChatData.js';
export { ErrorData } from './ErrorData.js';
export { IsoTimestamp } from './IsoTimestamp.js';
export { NotificationData } from './NotificationData.js';
export { SafeInteger } from './SafeInteger.js';
export { SystemData } from './SystemData.js';
export type { OtherAction, OtherSystemData, SystemAction } from './SystemData.js';
export { UserStatusData } from './UserStatusData.js';
export { AckAction } from './actions/AckAction.js';
export { AuthenticateAction } from './actions/AuthenticateAction.js';
export { AuthenticatedAction } from './actions/AuthenticatedAction.js';
export { GoAwayAction } from './actions/GoAwayAction.js';
export { HistoryAction } from './actions/HistoryAction.js';
export { PresenceAction } from './actions/PresenceAction.js';
export { Since } from './actions/Since.js';
export { SubscribeAction } from './actions/SubscribeAction.js';
export type { ChannelRequest } from './actions/SubscribeAction.js';
export { SubscribedAction } from './actions/SubscribedAction.js';
export type { SubscribedChannel } from './actions/SubscribedAction.js';
export { UnsubscribeAction } from './actions/UnsubscribeAction.js';
export { UnsubscribedAction } from './actions/UnsubscribedAction.js';
export { WelcomeAction } from './actions/WelcomeAction.js';
