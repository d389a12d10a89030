export { brokenLink, closedBy } from './closedBy.js';
export { drawnConnection } from './drawnConnection.js';
export type { DrawnConnection, DrawnConnectionConfig } from './drawnConnection.js';
export { fakeEventSource } from './fakeEventSource.js';
export type {
  FakeEventSource,
  FakeEventSourceConfig,
  FakeEventSourceConstructor,
  FakeEventSources,
  FakeServerSentEvent,
} from './fakeEventSource.js';
export { fakeFetch } from './fakeFetch.js';
export type { FakeFetch, FakeFetchConfig, FakeRequest, FakeResponse } from './fakeFetch.js';
export { fakeWebSocket } from './fakeWebSocket.js';
export type { FakeWebSocketConfig, FakeWebSockets } from './fakeWebSocket.js';
export type { FakeWebSocket, FakeWebSocketConstructor, FakeWebSocketPeer } from './FakeWebSocketPeer.js';
export { marbles } from './marbles.js';
export type { MarbleHelpers, MarblesConfig } from './marbles.js';
export type { AssertDeepEqual } from './MarbleScheduler.js';
export { drawnNetwork } from './drawnNetwork.js';
export type { DrawnNetwork } from './drawnNetwork.js';
export { drawnPage } from './drawnPage.js';
export { drawnActs } from './drawnActs.js';
export { drawnSleep } from './drawnSleep.js';
export type { DrawnSleep } from './drawnSleep.js';
export { drawnServer } from './drawnServer.js';
export type { DrawnAnswer, DrawnReply, DrawnServer, DrawnServerConfig } from './drawnServer.js';
export { operatorLaws } from './operatorLaws.js';
export type { OperatorLaw, OperatorUnderLaw } from './operatorLaws.js';
export type { PlatformsOwn } from './PlatformsOwn.js';
export { random } from './random.js';
export { record } from './record.js';
export type { RecordConfig, RecordedConnections } from './record.js';
export { replay } from './replay.js';
export type { ReplayConfig, ReplayedConnections } from './replay.js';
export type {
  JsonValue,
  RecordedDial,
  RecordedError,
  RecordedMessage,
  SessionEvent,
  SessionFixture,
} from './SessionFixture.js';
