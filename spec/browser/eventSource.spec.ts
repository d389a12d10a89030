import { chromiumOfTheseTests, chromiumPath } from '../support/chromium.js';
import { eventStreamServer } from '../support/eventStreamServer.js';
import { resumedInStory, seenOfStory, story, watchStory } from '../support/eventStreamStory.js';
import { needing } from '../support/needing.js';

needing('chromium', chromiumPath !== undefined)("Chromium's own EventSource", () => {
  const chromium = chromiumOfTheseTests();

  it('sees what the server says, comes back where it was, and stops at 204', async () => {
    const { url, resumed } = await eventStreamServer({
      ...story,
      otherwise: (_, response) =>
        void response.setHeader('Content-Type', 'text/html').end('<title>page</title>'),
    });
    const page = await chromium.page(new URL('/', url).href);

    const seen = await page.evaluate(`(${watchStory.toString()})(EventSource, ${JSON.stringify(url)})`);

    expect(seen).toEqual(seenOfStory);
    expect(resumed).toEqual(resumedInStory);
  }, 60_000);
});
