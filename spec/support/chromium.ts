import { existsSync } from 'node:fs';
import { chromium as engine } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const places = [
  process.env.RXWIRE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where Chromium is, if it is anywhere. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One headless Chromium for the tests of a describe; `page(url)` opens a page in a profile of its own. */
export function chromiumOfTheseTests(): { page(url: string): Promise<Page> } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await engine.launch({
      executablePath: chromiumPath as string,
      args: flags,
      // A page that is left is kept for the back button, as people's browsers do it.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  return {
    page: async (url) => {
      const context = await (browser as Browser).newContext();
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
  };
}
