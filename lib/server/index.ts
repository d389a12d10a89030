export type { Broker, BrokerEvent, HistoryPage, Published, PublishOptions, Stored } from './Broker.js';
export { memoryBroker } from './memoryBroker.js';
export type { MemoryBrokerConfig } from './memoryBroker.js';
export type { HttpRequest } from './HttpRequest.js';
export type { HttpResponse } from './HttpResponse.js';
export { lastEventIdOf } from './lastEventIdOf.js';
export { respondWithEvents } from './respondWithEvents.js';
export type { EventStreamBounds, RespondWithEventsConfig } from './respondWithEvents.js';
