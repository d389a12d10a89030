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
import { eventStreams, longLine } from './eventStreams.js';
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
  const races: Race[] = [];
  for (const { title, chunks } of eventStreams) {
    races.push(await raceOf(`${title}, as text`, baseline, chunks, onText));
    races.push(await raceOf(`${title}, as bytes`, baseline, bytesOf(chunks), onBytes));
  }
  for (const { title, chunks } of eventStreams) {
    races.push(await raceOf(`what RxJS costs: ${title}, as text`, ownParser, chunks, withRxjs));
    races.push(await raceOf(`what RxJS costs: ${title}, as bytes`, ownParser, bytesOf(chunks), withRxjs));
  }
  races.push(
    await raceOf('a line of 16 MiB in fragments of 7 bytes, as text', baseline, longLine(), {
      ...ours,
      [baseline]: eventsourceParser,
    }),
  );
  return races;
}

function raceOf(
  title: string,
  against: string,
  chunks: readonly Chunk[],
  parsers: Readonly<Record<string, Parser>>,
): Promise<Race> {
  const length = chunks.reduce((total, chunk) => total + chunk.length, 0);
  // A turn of 20 ms or so, by what a pass takes in ms, roughly.
  const passes = Math.ceil(20 / (length / 300_000 + chunks.length / 10_000));
  const expected = eventsOf(rxwireParser, chunks);

  const contestants = Object.entries(parsers).map(([name, parse]) => ({
    name,
    run: (): Turn => {
      for (let pass = 0; pass < passes; pass++) {
        const events = eventsOf(parse, chunks);
        if (events !== expected && !name.endsWith('alone')) {
          throw new Error(`${name} finds ${events} events, not ${expected}: ${title}`);
        }
      }
      return { operations: passes * length };
    },
  }));
  return race({
    title: `sse, ${title}: bytes/s`,
    baseline: against,
    contestants,
    rounds: 11,
    warmUp: 5,
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
