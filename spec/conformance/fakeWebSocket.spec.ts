import type { Page } from 'playwright-core';
import { fakeWebSocket } from 'rxwire/testing';
import { WebSocket } from 'ws';
import { chromiumOfTheseTests, chromiumPath } from '../support/chromium.js';
import { needing } from '../support/needing.js';
import { playWebSocket } from './playWebSocket.js';
import { scenarioServer } from './scenarioServer.js';
import { webSocketScenarios } from './webSocketScenarios.js';
import type { WebSocketScenario } from './webSocketScenarios.js';

const server = scenarioServer();
const scenarios = webSocketScenarios.map((scenario, index) => ({ ...scenario, index }));

const urlOf = (plan: WebSocketScenario['plan'], index: number): string =>
  plan.url ?? `ws://127.0.0.1:${server.port()}/${index}`;

const drawnStory = ({
  plan,
  drawn,
  config,
  index,
}: WebSocketScenario & { index: number }): Promise<string[]> =>
  playWebSocket(fakeWebSocket(drawn, config).webSocket, urlOf(plan, index), plan);

needing('chromium', chromiumPath !== undefined)('a fake WebSocket tells the story of Chromium’s', () => {
  const chromium = chromiumOfTheseTests();
  let page: Page;
  beforeAll(async () => {
    page = await chromium.page(`http://127.0.0.1:${server.port()}/`);
  }, 30_000);

  it.each(scenarios)(
    'of $title',
    async (scenario) => {
      const { plan, index } = scenario;
      const call = [
        playWebSocket,
        'WebSocket',
        JSON.stringify(urlOf(plan, index)),
        JSON.stringify(plan),
      ] as const;

      const real = await page.evaluate(`(${call[0]})(${call.slice(1).join()})`);

      expect(await drawnStory(scenario)).toEqual(real);
    },
    20_000,
  );
});

describe('a fake WebSocket tells the story of ws’s', () => {
  /** Known everywhere: ws tells of an error while it is still closing, the standard when it is closed. */
  const asWsTellsErrors = (log: readonly string[]): string[] =>
    log.map((line) => line.replace(/^error \(closed\)/, 'error (closing)'));

  it.each(scenarios)(
    'of $title',
    async (scenario) => {
      const { plan, index, ws } = scenario;

      const real = await playWebSocket(WebSocket as never, urlOf(plan, index), plan);
      const drawn = asWsTellsErrors(await drawnStory(scenario));

      expect(real).toEqual(ws?.log ?? drawn);
      // A difference that is none any more has to go from the list.
      if (ws !== undefined) expect(ws.log).not.toEqual(drawn);
    },
    20_000,
  );
});
