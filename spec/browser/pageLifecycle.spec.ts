import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Subscription } from 'rxjs';
import type { fromWebSocket, followPage, parkWhile, reconnect, constant } from 'rxwire';
import { chromiumOfTheseTests, chromiumPath } from '../support/chromium.js';
import { httpServer } from '../support/httpServer.js';
import { needing } from '../support/needing.js';
import { webSocketServer } from '../support/webSocketServer.js';
import type { TestServer } from '../support/webSocketServer.js';

interface Rxwire {
  readonly fromWebSocket: typeof fromWebSocket;
  readonly followPage: typeof followPage;
  readonly parkWhile: typeof parkWhile;
  readonly reconnect: typeof reconnect;
  readonly constant: typeof constant;
}

/** What the page keeps where a test finds it. */
interface Seen {
  seen: {
    readonly status: string;
    readonly attempt?: number;
    readonly cause?: string;
    readonly at: number;
  }[];
  link: Subscription;
}

const { outputFiles } = buildSync({
  entryPoints: [join(__dirname, '../../lib/index.ts')],
  bundle: true,
  format: 'iife',
  globalName: 'rxwire',
  write: false,
});
const script = outputFiles[0]?.text ?? '';

/** Runs in the page, so it uses nothing from outside of itself. */
function follow(rxwire: Rxwire, url: string, keep: Seen): void {
  const page = rxwire.followPage({ onlineJitter: 50 });
  keep.seen = [];
  keep.link = rxwire
    .fromWebSocket({ url })
    .pipe(rxwire.reconnect(rxwire.constant(20), page), rxwire.parkWhile(page.parked$))
    .subscribe((state) =>
      keep.seen.push({
        status: state.status,
        at: Date.now(),
        ...('attempt' in state && { attempt: state.attempt }),
        ...('cause' in state && state.cause && { cause: state.cause.kind }),
      }),
    );
}

needing('chromium', chromiumPath !== undefined)('a link that follows the page, in Chromium', () => {
  const chromium = chromiumOfTheseTests();

  const opened = async (): Promise<{ page: Page; server: TestServer }> => {
    const server = await webSocketServer();
    const site = await httpServer(({ response }) =>
      response.setHeader('Content-Type', 'text/html').end('<title>page</title>'),
    );
    const page = await chromium.page(site.url);
    await page.addScriptTag({ content: script });
    await page.evaluate(`(${String(follow)})(rxwire, ${JSON.stringify(server.url)}, window)`);
    await saw(page, 'connecting 0', 'connected');
    return { page, server };
  };
  const told = `window.seen.map(({ status, attempt, cause }) => [status, attempt, cause].filter((word) => word !== undefined).join(' '))`;
  /** Waits until the page has seen just so many states, and compares them. */
  const saw = async (page: Page, ...states: readonly string[]): Promise<void> => {
    await page.waitForFunction(`window.seen.length >= ${states.length}`, undefined, {
      polling: 10,
      timeout: 10_000,
    });
    expect(await page.evaluate(told)).toEqual(states);
  };

  it('burns no attempt while the device is offline, and dials anew within the jitter when it is online', async () => {
    const { page, server } = await opened();
    await page.context().setOffline(true);
    (await server.peer(0)).tcp.resetAndDestroy();
    await saw(page, 'connecting 0', 'connected', 'waiting 1 closed');

    // Ten times as long as the policy waits.
    await page.waitForTimeout(200);
    await saw(page, 'connecting 0', 'connected', 'waiting 1 closed');
    expect(server.dials()).toBe(1);
    await page.evaluate(`addEventListener('online', () => (window.online = Date.now()), { capture: true })`);
    await page.context().setOffline(false);

    await saw(page, 'connecting 0', 'connected', 'waiting 1 closed', 'connecting 1', 'connected');
    expect(server.dials()).toBe(2);
    expect(await page.evaluate('window.seen[3].at - window.online')).toBeLessThan(1_000);
  }, 30_000);

  it('lets go when the page is left, so that it is kept for the back button, and dials when it is back', async () => {
    const { page, server } = await opened();

    // Another page of the same site, and back.
    await page.goto(new URL('/elsewhere', page.url()).href);
    const { code } = await (await server.peer(0)).closed;
    await page.goBack({ waitUntil: 'commit' });

    // It was kept: what it had seen is still there.
    await saw(page, 'connecting 0', 'connected', 'waiting 0 suspended', 'connecting 0', 'connected');
    expect(code).toBe(1000);
    expect(server.dials()).toBe(2);
  }, 30_000);
});
