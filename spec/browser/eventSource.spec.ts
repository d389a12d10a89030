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

    const { events, opened } = await page.evaluate<Awaited<ReturnType<typeof watchStory>>>(
      `(${watchStory.toString()})(EventSource, ${JSON.stringify(url)})`,
    );

    // Now and then Chromium drops what came right before a response is cut off, and asks for it once more.
    const places = resumed.filter((id, at) => id !== resumed[at - 1]);
    expect({ events, places }).toEqual({ events: seenOfStory.events, places: resumedInStory });
    expect(opened).toBe(resumed.length - 1);
  }, 60_000);
});
