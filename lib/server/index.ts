export type {
  Broker,
  BrokerEvent,
  HistoryPage,
  KeyChange,
  LatestPage,
  Published,
  PublishOptions,
  Stored,
} from './Broker.js';
export type { Attendance, AttendanceEvent, AttendanceList, BrokerPresence } from './BrokerPresence.js';
export { KeyLimitError } from '../core/KeyLimitError.js';
export { memoryBroker } from './memoryBroker.js';
export type { MemoryBrokerConfig } from './memoryBroker.js';
export type { HttpRequest } from './HttpRequest.js';
export type { HttpResponse } from './HttpResponse.js';
export { tokenOf } from './tokenOf.js';
export type { TokenOfConfig } from './tokenOf.js';
export { lastEventIdOf } from './lastEventIdOf.js';
export { respondWithEvents } from './respondWithEvents.js';
export type { EventStreamBounds, RespondWithEventsConfig } from './respondWithEvents.js';
export type { AcceptedConnection, FrameWriter } from './acceptConnection.js';
export type { ClientConnection } from './ClientConnection.js';
export { fromWebSocketServer } from './fromWebSocketServer.js';
export type { FromWebSocketServerConfig } from './fromWebSocketServer.js';
export type { Verdict } from './judgeUpgrade.js';
export type { DoorConfig, DoorRefusal } from './DoorConfig.js';
export type { HubDrainConfig } from './drainHub.js';
export { hub } from './hub.js';
export type { Hub, HubPublishOptions } from './hub.js';
export type { HubTotals } from './hubCounts.js';
export type { HubMetrics } from './hubMetrics.js';
export { probeHandler } from './probeHandler.js';
export type { MetricsRegister, ProbeHandlerConfig } from './probeHandler.js';
export { registerHubMetrics } from './registerHubMetrics.js';
export type { PrometheusClient, RegisterHubMetricsConfig } from './registerHubMetrics.js';
export type { HttpHandler, HttpHandlerConfig } from './httpHandler.js';
export type { RequestWithBody } from './bodyOf.js';
export type {
  AccessContext,
  AuthenticateContext,
  ClientContext,
  Grant,
  HubConfig,
  HubEvent,
  Identity,
} from './HubConfig.js';
export type { MapConfig } from './MapConfig.js';
export type { Member, PresenceConfig } from './PresenceConfig.js';
export { Refusal } from './Refusal.js';
export type { RefusalCode } from './Refusal.js';
export { requestHandler } from './requestHandler.js';
export type { RequestContext, RequestHandler, RequestHandlerConfig } from './requestHandler.js';
