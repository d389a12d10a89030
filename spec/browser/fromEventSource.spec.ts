import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { chromiumOfTheseTests, chromiumPath } from '../support/chromium.js';
import { eventStream, gone, httpServer } from '../support/httpServer.js';
import type { Exchange, HttpServer } from '../support/httpServer.js';
import { needing } from '../support/needing.js';

/** What a page has that loads the root entry: the functions, and what came of each watching. */
const entry = `
  import { constant, fromEventSource, reconnect, whileConnected } from './lib/index.js';
  window.watch = (config) => {
    window.seen = [];
    window.subscription = fromEventSource(config).pipe(
      reconnect(constant(1)),
      whileConnected(({ incoming$, resumedFrom }) => {
        window.seen.push('open ' + resumedFrom);
        return incoming$;
      }),
    ).subscribe(({ type, data, lastEventId }) => window.seen.push([type, data, lastEventId].join(' ')));
  };
`;

async function script(): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: entry, resolveDir: join(__dirname, '../..'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? '';
}

needing('chromium', chromiumPath !== undefined)('fromEventSource in Chromium', () => {
  const chromium = chromiumOfTheseTests();
  let bundle = '';
  beforeAll(async () => {
    bundle = await script();
  }, 60_000);

  /** A page with our bundle, and the server that it came from, whose requests but the page's go to `serve`. */
  async function pageOf(
    serve: (exchange: Exchange, index: number) => void,
  ): Promise<{ page: Page; server: HttpServer }> {
    const asked: Exchange[] = [];
    const server = await httpServer((exchange) => {
      const { request, response } = exchange;
      if (request.url === '/')
        response.setHeader('content-type', 'text/html').end('<link rel=icon href=data:,>');
      else serve(exchange, asked.push(exchange) - 1);
    });
    const page = await chromium.page(server.url);
    await page.addScriptTag({ content: bundle });
    return { page, server };
  }
  const watch = (page: Page, config: object): Promise<unknown> =>
    page.evaluate(`watch(${JSON.stringify(config)})`);
  /** What the page has seen, once it is so much. */
  const seen = async (page: Page, count: number): Promise<unknown> => {
    await page.waitForFunction(`seen.length >= ${count}`);
    return page.evaluate('seen');
  };

  it('resumes after a cut in the middle of an event, with an ID beyond ASCII', async () => {
    const ids: unknown[] = [];
    const cuts: (() => void)[] = [];
    const { page } = await pageOf(({ request, response }, index) => {
      ids.push(request.headers['last-event-id']);
      eventStream(response);
      if (index > 0) response.write('id: 2\nevent: add\ndata: two\n\n');
      else response.write('id: é1\ndata: one\n\nid: 2\nevent: add\ndata: tw');
      cuts.push(() => response.destroy());
    });

    await watch(page, { url: '/events' });
    // Chromium may throw away what it has not read yet when a response breaks.
    await seen(page, 2);
    cuts[0]?.();

    expect(await seen(page, 4)).toEqual(['open ', 'message one é1', 'open é1', 'add two 2']);
    expect(ids).toEqual([undefined, Buffer.from('é1').toString('latin1')]);
  }, 60_000);

  it('posts a body, at every dial, with the headers that it was given', async () => {
    const { page } = await pageOf(({ request, response }, index) => {
      void once(request, 'data').then(([body]) => {
        const { method, headers } = request;
        eventStream(
          response,
          `data: ${[method, headers['x-token'], headers.accept, String(body)].join()}\n\n`,
        );
        if (index === 0) response.end();
      });
    });

    await watch(page, { url: '/events', body: '{"a":"é"}', headers: { 'X-Token': 't' } });

    const posted = 'message POST,t,text/event-stream,{"a":"é"} ';
    expect(await seen(page, 4)).toEqual(['open ', posted, 'open ', posted]);
  }, 60_000);

  it('frees its socket when it is unsubscribed from, in the middle of an event', async () => {
    const exchanges: Exchange[] = [];
    const { page } = await pageOf((exchange) => {
      exchanges.push(exchange);
      eventStream(exchange.response, 'data: one\n\ndata: tw');
    });
    await watch(page, { url: '/events' });
    await seen(page, 2);

    await page.evaluate('subscription.unsubscribe()');
    await gone(exchanges[0] as Exchange);

    expect(await page.evaluate('seen')).toEqual(['open ', 'message one ']);
    expect(exchanges).toHaveLength(1);
  }, 60_000);
});
