export type { Broker, BrokerEvent, HistoryPage, Published, PublishOptions, Stored } from './Broker.js';
export { memoryBroker } from './memoryBroker.js';
export type { MemoryBrokerConfig } from './memoryBroker.js';
