export { redisBroker } from './redisBroker.js';
export type { RedisBroker } from './redisBroker.js';
export type { RedisBrokerConfig } from './RedisBrokerConfig.js';
export { UnavailableError } from './UnavailableError.js';
