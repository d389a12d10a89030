import type { ServerResponse } from 'node:http';
import type { Page } from 'playwright-core';
import { fakeEventSource, fakeFetch } from 'rxwire/testing';
import type { FakeEventSourceConfig, FakeFetchConfig } from 'rxwire/testing';
import { chromiumOfTheseTests, chromiumPath } from '../support/chromium.js';
import { eventStream, httpServer } from '../support/httpServer.js';
import { needing } from '../support/needing.js';
import { loadEsModule } from './loadEsModule.js';

const { EventSource } = loadEsModule<typeof import('eventsource')>('eventsource');

/** Reads as a page would, and tells what it saw; it runs in a page too, so it uses nothing from outside of itself. */
async function playFetch(fetch: typeof globalThis.fetch, url: string, plan: string): Promise<string[]> {
  const log: string[] = [];
  const abort = new AbortController();
  if (plan === 'aborted before') abort.abort();
  try {
    if (plan === 'credentials') return [(await fetch(url.replace('//', '//me:word@'))).url];
    if (plan === 'a body of a GET') return [(await fetch(url, { body: 'hi' })).url];
    const asked = plan === 'a Request' ? new Request(url, { method: 'POST', signal: abort.signal }) : url;
    const response = await fetch(asked, asked === url ? { signal: abort.signal } : {});
    const { status, ok, redirected, type, headers } = response;
    log.push([status, ok, redirected, type, headers.get('x-word'), new URL(response.url).pathname].join(' '));
    if (response.body === null) return [...log, 'no body', await response.text()];
    if (plan === 'read twice') {
      log.push(await response.text(), `used ${response.bodyUsed} locked ${response.body.locked}`);
      await response.text();
    }
    if (plan === 'cancelled though locked') {
      response.body.getReader();
      await response.body.cancel();
    }
    if (plan === 'released') {
      const released = response.body.getReader();
      released.releaseLock();
      await released.read();
    }
    if (plan === 'piped') {
      const text = response.body.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>;
      const piped = text.getReader();
      for (let read = await piped.read(); !read.done; read = await piped.read()) log.push(read.value);
      return [...log, `used ${response.bodyUsed} locked ${response.body.locked}`];
    }
    const reader = response.body.getReader();
    log.push(`used ${response.bodyUsed} locked ${response.body.locked}`);
    if (plan === 'locked') response.body.getReader();
    for (;;) {
      const reading = reader.read();
      if (plan === 'aborted while reading' && log.length === 3) abort.abort();
      if (plan === 'cancelled' && log.length === 3) await reader.cancel();
      const { done, value } = await reading;
      if (done) return [...log, 'done'];
      log.push(new TextDecoder().decode(value));
    }
  } catch (error) {
    return [...log, (error as Error).name];
  }
}

interface FetchScenario {
  readonly title: string;
  readonly plan?: string;
  readonly serve: (response: ServerResponse, path: string) => void;
  readonly drawn: string;
  readonly config?: FakeFetchConfig;
  /** Where Chromium is known to tell another story: which, and why. */
  readonly chromium?: { readonly because: string; readonly log: readonly string[] };
}

const word = { headers: { 'x-word': 'hi' } };

const fetches: readonly FetchScenario[] = [
  {
    title: 'a body in two chunks',
    serve: (response) => {
      response.writeHead(200, { 'x-word': 'hi' }).write('one');
      setTimeout(() => response.end('two'), 250);
    },
    drawn: 'o-a 30ms b|',
    config: { values: { o: word, a: 'one', b: 'two' } },
  },
  {
    title: 'an empty body',
    serve: (response) => response.writeHead(200, { 'x-word': 'hi' }).end(),
    drawn: '-o|',
    config: { values: { o: word } },
  },
  {
    title: 'a status that has no body',
    serve: (response) => response.writeHead(204, { 'x-word': 'hi' }).end(),
    drawn: '-o|',
    config: { values: { o: { status: 204, ...word } } },
    chromium: {
      because: 'the standard gives a 204 no body, Chromium an empty one',
      log: ['204 true false basic hi /', 'used false locked true', 'done'],
    },
  },
  {
    title: 'a refusal',
    serve: (response) => response.writeHead(503, { 'x-word': 'hi' }).end('busy'),
    drawn: '-oa|',
    config: { values: { o: { status: 503, ...word }, a: 'busy' } },
  },
  {
    title: 'no answer but a cut',
    serve: (response) => response.destroy(),
    drawn: '-#',
  },
  {
    title: 'a body that breaks',
    serve: (response) => {
      response.writeHead(200, { 'x-word': 'hi' }).write('one');
      setTimeout(() => response.destroy(), 30);
    },
    drawn: 'o-a 30ms #',
    config: { values: { o: word, a: 'one' } },
  },
  {
    title: 'a reader that is aborted',
    plan: 'aborted while reading',
    serve: (response) => response.writeHead(200, { 'x-word': 'hi' }).write('one'),
    drawn: 'o-a',
    config: { values: { o: word, a: 'one' } },
  },
  {
    title: 'a reader that cancels',
    plan: 'cancelled',
    serve: (response) => response.writeHead(200, { 'x-word': 'hi' }).write('one'),
    drawn: 'o-a',
    config: { values: { o: word, a: 'one' } },
  },
  { title: 'a request that is aborted before', plan: 'aborted before', serve: () => undefined, drawn: '-' },
  {
    title: 'a second reader',
    plan: 'locked',
    serve: (response) => response.writeHead(200, { 'x-word': 'hi' }).write('one'),
    drawn: 'o-a',
    config: { values: { o: word, a: 'one' } },
  },
  ...['read twice', 'cancelled though locked', 'released', 'piped', 'a Request'].map((plan) => ({
    title: `a body, ${plan}`,
    plan,
    serve: (response: ServerResponse) => void response.writeHead(200, { 'x-word': 'hi' }).end('one'),
    drawn: '-oa|',
    config: { values: { o: word, a: 'one' } },
  })),
  ...['credentials', 'a body of a GET'].map((plan) => ({
    title: `what no request has: ${plan}`,
    plan,
    serve: (response: ServerResponse) => void response.end(),
    drawn: '-o|',
  })),
  {
    title: 'a redirect',
    serve: (response, path) =>
      path === '/'
        ? response.writeHead(302, { location: '/there' }).end()
        : response.writeHead(200, { 'x-word': 'hi' }).end('one'),
    drawn: '-oa|',
    config: { values: { o: { ...word, url: 'http://127.0.0.1/there' }, a: 'one' } },
  },
];

/** Listens as a page would until the story is told; it runs in a page too. */
function playEventSource(
  Source: new (url: string) => EventTarget & { readonly readyState: number; close(): void },
  url: string,
  last: string,
): Promise<string[]> {
  const log: string[] = [];
  const states = ['connecting', 'open', 'closed'];
  return new Promise((resolve) => {
    const source = new Source(url);
    log.push(`new: ${states[source.readyState]}`);
    log.push(`assigned: ${['readyState', 'url'].some((name) => Reflect.set(source, name, 2))}`);
    for (const type of ['open', 'message', 'tick', 'error']) {
      source.addEventListener(type, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        const what = type === 'message' || type === 'tick' ? ` ${data} #${lastEventId}` : '';
        log.push(`${type} (${states[source.readyState]})${what}`);
        if (data !== last && !(type === 'error' && source.readyState === 2)) return;
        source.close();
        log.push(`closed: ${states[source.readyState]}`);
        resolve(log);
      });
    }
  });
}

interface SourceScenario {
  readonly title: string;
  readonly serve: (response: ServerResponse, lastEventId: string | undefined, index: number) => void;
  readonly drawn: string | string[];
  readonly config?: FakeEventSourceConfig;
  /** `eventsource` gives an event its own id alone; the standard gives it the last one of the stream. */
  readonly eventsource?: readonly string[];
}

const sourceStories: readonly SourceScenario[] = [
  {
    title: 'messages, a named event, and an id that stays',
    serve: (response) =>
      eventStream(response, 'data: one\n\n', 'id: 7\nevent: tick\ndata: two\n\n', 'data: bye\n\n'),
    drawn: '-o(atb)',
    config: { values: { a: 'one', t: { event: 'tick', data: 'two', id: '7' }, b: 'bye' } },
    eventsource: [
      'new: connecting',
      'assigned: false',
      'open (open)',
      'message (open) one #',
      'tick (open) two #7',
      'message (open) bye #',
      'closed: closed',
    ],
  },
  {
    title: 'a stream that ends, and one that goes on from there',
    serve: (response, lastEventId, index) => {
      eventStream(
        response,
        index === 0 ? 'retry: 20\nid: 7\ndata: one\n\n' : `data: since ${lastEventId}\n\n`,
      );
      if (index === 0) response.end();
      else eventually(response, 'data: bye\n\n');
    },
    drawn: ['-oa|', '-osb'],
    config: { values: { a: { data: 'one', id: '7', retry: 20 }, s: 'since 7', b: 'bye' } },
    eventsource: [
      'new: connecting',
      'assigned: false',
      'open (open)',
      'message (open) one #7',
      'error (connecting)',
      'open (open)',
      'message (open) since 7 #',
      'message (open) bye #',
      'closed: closed',
    ],
  },
  {
    title: 'data that is empty, and a name that is',
    serve: (response) => eventStream(response, 'data\n\nevent:\ndata: one\n\nid: 7\n\ndata: bye\n\n'),
    drawn: '-o(eaib)',
    config: { values: { e: { data: '' }, a: { event: '', data: 'one' }, i: { id: '7' }, b: 'bye' } },
    eventsource: [
      'new: connecting',
      'assigned: false',
      'open (open)',
      'message (open)  #',
      'message (open) one #',
      'message (open) bye #',
      'closed: closed',
    ],
  },
  {
    title: 'a stream that breaks',
    serve: (response, _, index) => {
      eventStream(response, index === 0 ? 'retry: 20\ndata: one\n\n' : 'data: bye\n\n');
      if (index === 0) setTimeout(() => response.destroy(), 30);
    },
    drawn: ['-oa#', '-ob'],
    config: { values: { a: { data: 'one', retry: 20 }, b: 'bye' } },
  },
  ...[204, 404, 500].map((status) => ({
    title: `a response with status ${status}`,
    serve: (response: ServerResponse) => void response.writeHead(status).end(),
    drawn: '-x',
    config: { values: { x: { status } } },
  })),
  {
    title: 'a response of another type',
    serve: (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('data: one\n\n'),
    drawn: '-x',
    config: { values: { x: { status: 200 } } },
  },
];

function eventually(response: ServerResponse, text: string): void {
  setTimeout(() => response.write(text), 10);
}

const html = (response: ServerResponse): unknown =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');

/** Serves the page at `/page`, and a scenario at every other path. */
const serverOf = (
  serve: (response: ServerResponse, path: string, id: string | undefined, index: number) => void,
) => {
  let index = 0;
  return httpServer(({ request, response }) => {
    const path = request.url ?? '';
    if (path === '/page') return void html(response);
    if (path === '/favicon.ico') return void response.writeHead(404).end();
    serve(response, path, request.headers['last-event-id'] as string | undefined, index++);
  });
};

const drawnFetch = ({ drawn, config, plan = '' }: FetchScenario): Promise<string[]> =>
  playFetch(fakeFetch(drawn, config).fetch, 'http://127.0.0.1/', plan);
const drawnSource = ({ drawn, config }: SourceScenario): Promise<string[]> =>
  playEventSource(fakeEventSource(drawn, config).eventSource, 'http://127.0.0.1/', 'bye');

needing('chromium', chromiumPath !== undefined)(
  'fakes of fetch and EventSource tell the story of Chromium’s',
  () => {
    const chromium = chromiumOfTheseTests();
    let page: Page;
    const inPage = async (url: string, play: unknown, platform: string, last: string): Promise<unknown> => {
      page ??= await chromium.page('about:blank');
      await page.goto(`${url}page`);
      return page.evaluate(`(${String(play)})(${platform}, ${JSON.stringify(url)}, ${JSON.stringify(last)})`);
    };

    it.each(fetches)(
      'of $title',
      async (scenario) => {
        const { url } = await serverOf(scenario.serve);

        const real = await inPage(url, playFetch, '(...all) => fetch(...all)', scenario.plan ?? '');

        const drawn = await drawnFetch(scenario);
        expect(real).toEqual(scenario.chromium?.log ?? drawn);
        // A difference that is none any more has to go from the list.
        if (scenario.chromium !== undefined) expect(real).not.toEqual(drawn);
      },
      20_000,
    );

    it.each(sourceStories)(
      'of $title',
      async (scenario) => {
        const { url } = await serverOf((response, _, id, index) => scenario.serve(response, id, index));

        const real = await inPage(url, playEventSource, 'EventSource', 'bye');

        expect(await drawnSource(scenario)).toEqual(real);
      },
      20_000,
    );
  },
);

describe('fakes of fetch and EventSource tell the story of Node’s fetch and of eventsource', () => {
  it.each(fetches)('of $title', async (scenario) => {
    const { url } = await serverOf(scenario.serve);

    expect(await playFetch(fetch, url, scenario.plan ?? '')).toEqual(await drawnFetch(scenario));
  });

  it.each(sourceStories)('of $title', async (scenario) => {
    const { url } = await serverOf((response, _, id, index) => scenario.serve(response, id, index));

    const real = await playEventSource(EventSource as never, url, 'bye');
    const drawn = await drawnSource(scenario);

    expect(real).toEqual(scenario.eventsource ?? drawn);
    // A difference that is none any more has to go from the list.
    if (scenario.eventsource !== undefined) expect(real).not.toEqual(drawn);
  });
});
