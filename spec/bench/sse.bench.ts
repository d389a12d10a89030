import { cpuTime } from './cpuTime.js';
import {
  decodingAlone,
  eventsourceParser,
  fetchEventSource,
  lineEndsAlone,
  rxwireOperator,
  rxwireParser,
  rxwireParserIntoSubscriber,
  scanAndMergeMap,
  undici,
} from './eventStreamParsers.js';
import type { Chunk, Parser } from './eventStreamParsers.js';
import { longLine, plainStreams, quietStreams, unusualStreams } from './eventStreams.js';
import type { StreamShape } from './eventStreams.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';

export const name = 'sse';

const baseline = 'eventsource-parser 4';
const ours = { 'parser of rxwire': rxwireParser, parseEventStream: rxwireOperator };
const onText = { ...ours, [baseline]: eventsourceParser, 'line ends alone': lineEndsAlone };
const onBytes = {
  ...ours,
  [baseline]: eventsourceParser,
  undici,
  'fetch-event-source': fetchEventSource,
  'TextDecoder alone': decodingAlone,
};
const ownParser = 'parser without RxJS';
const withRxjs = {
  [ownParser]: rxwireParser,
  'parser into a Subscriber': rxwireParserIntoSubscriber,
  parseEventStream: rxwireOperator,
  'scan and mergeMap': scanAndMergeMap,
};

/** Bytes per second of CPU time, so that other load on the machine counts for little. */
export async function run(): Promise<readonly Race[]> {
  // The harness collects garbage before each turn, and that throws optimized code away: these turns are short, and would
  // race what is not optimized yet.
  const { gc } = globalThis;
  globalThis.gc = undefined;
  try {
    return await races();
  } finally {
    globalThis.gc = gc;
  }
}

async function races(): Promise<readonly Race[]> {
  const all: Race[] = [];
  const parsers = async (streams: readonly StreamShape[]): Promise<void> => {
    for (const { title, chunks } of streams) {
      all.push(await raceOf(`${title}, as text`, baseline, chunks, onText));
      all.push(await raceOf(`${title}, as bytes`, baseline, bytesOf(chunks), onBytes));
    }
  };
  // The unusual ones last: code that V8 has optimized for LF alone is thrown away at the first CR, and where that meets an
  // optimization in the midst of a loop, V8 of Node 20 may leave short chunks unoptimized for good, five times slower.
  await parsers([...plainStreams, ...quietStreams]);
  for (const { title, chunks } of [...plainStreams, ...quietStreams]) {
    all.push(await raceOf(`what RxJS costs: ${title}, as text`, ownParser, chunks, withRxjs));
    all.push(await raceOf(`what RxJS costs: ${title}, as bytes`, ownParser, bytesOf(chunks), withRxjs));
  }
  await parsers(unusualStreams);
  const onLine = { ...ours, [baseline]: eventsourceParser };
  all.push(
    await raceOf('a line of 16 MiB in fragments of 7 bytes, as text', baseline, longLine(), onLine, 3),
  );
  return all;
}

function raceOf(
  title: string,
  against: string,
  chunks: readonly Chunk[],
  parsers: Readonly<Record<string, Parser>>,
  rounds = 21,
): Promise<Race> {
  const length = chunks.reduce((total, chunk) => total + chunk.length, 0);
  const expected = eventsOf(rxwireParser, chunks);

  const contestants = Object.entries(parsers).map(([name, parse]) => ({
    name,
    run: (): Turn => {
      // The shorter a turn, the more alike is what the machine is up to. A slow contestant may make a single pass.
      const end = performance.now() + 5;
      let passes = 0;
      do {
        passes += 1;
        const events = eventsOf(parse, chunks);
        if (events !== expected && !name.endsWith('alone')) {
          throw new Error(`${name} finds ${events} events, not ${expected}: ${title}`);
        }
      } while (performance.now() < end);
      return { operations: passes * length };
    },
  }));
  return race({
    title: `sse, ${title}: bytes/s`,
    baseline: against,
    contestants,
    rounds,
    warmUp: Math.ceil(rounds * 0.7),
    now: cpuTime,
  });
}

function eventsOf(parse: Parser, chunks: readonly Chunk[]): number {
  let events = 0;
  parse(chunks, () => void (events += 1));
  return events;
}

function bytesOf(chunks: readonly string[]): Uint8Array[] {
  return chunks.map((chunk) => new TextEncoder().encode(chunk));
}
