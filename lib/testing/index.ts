export { brokenLink, closedBy, drawnConnection } from './drawnConnection.js';
export type { DrawnConnection, DrawnConnectionConfig } from './drawnConnection.js';
export { marbles } from './marbles.js';
export type { MarbleHelpers } from './marbles.js';
