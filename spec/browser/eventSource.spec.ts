import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { eventStreamServer } from '../support/eventStreamServer.js';
import { resumedInStory, seenOfStory, story, watchStory } from '../support/eventStreamStory.js';
import { needing } from '../support/needing.js';
import { released } from '../support/released.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

needing('chromium', executablePath !== undefined)("Chromium's own EventSource", () => {
  it('sees what the server says, comes back where it was, and stops at 204', async () => {
    const { url, resumed } = await eventStreamServer({
      ...story,
      otherwise: (_, response) =>
        void response.setHeader('Content-Type', 'text/html').end('<title>page</title>'),
    });
    const browser = await chromium.launch({ ...(executablePath && { executablePath }), args });
    released(() => browser.close());
    const page = await browser.newPage();
    await page.goto(new URL('/', url).href);

    const seen = await page.evaluate(`(${watchStory.toString()})(EventSource, ${JSON.stringify(url)})`);

    expect(seen).toEqual(seenOfStory);
    expect(resumed).toEqual(resumedInStory);
  }, 60_000);
});
