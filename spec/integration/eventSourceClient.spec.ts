import { loadEsModule } from '../conformance/loadEsModule.js';
import { eventStreamServer } from '../support/eventStreamServer.js';
import { resumedInStory, seenOfStory, story, watchStory } from '../support/eventStreamStory.js';

const { EventSource } = loadEsModule<typeof import('eventsource')>('eventsource');

describe('the client `eventsource`', () => {
  it('sees what the server says, comes back where it was, and stops at 204', async () => {
    const { url, resumed } = await eventStreamServer(story);

    const seen = await watchStory(EventSource as never, url);

    // "Its lastEventId attribute [is initialized] to the last event ID string of the event source": it gives an event without
    // an ID of its own the empty string. What it comes back with is right.
    const events = seenOfStory.events.map((event) => (event[1] === '' ? ['message', '', ''] : event));
    expect(seen).toEqual({ ...seenOfStory, events });
    expect(resumed).toEqual(resumedInStory);
  });
});
