import { parseArgs } from 'node:util';

const usage = `npm start                              a hub, its failures, and two clients that live
                                       through them: one over a WebSocket, one over
                                       an event stream; lines of the input are chat
npm start -- --url wss://example.org   one client over a WebSocket, against a server
                                       of yours
npm start -- --redis redis://host:6379 the hub's channels in a Redis, which outlives it
  --for <seconds>     end by itself (default: at Ctrl-C)
  --pace <factor>     run the failures so many times faster (default 1)
  --json              one JSON object a line, as when piped`;

export interface Options {
  /** A server of the user's, in place of the embedded one. */
  readonly url: string | undefined;
  /** A Redis that keeps the channels of the embedded server, in place of its memory. */
  readonly redis: string | undefined;
  /** When to end, in seconds; undefined for not before Ctrl-C. */
  readonly seconds: number | undefined;
  readonly pace: number;
  readonly json: boolean;
}

/** What the command line says. Ends the process where it asks for help, or for what there is not. */
export function readOptions(): Options {
  const { url, redis, help, json, ...texts } = parsed();
  if (help) {
    console.log(usage);
    process.exit();
  }
  const pace = Number(texts.pace);
  const seconds = texts.for === undefined ? undefined : Number(texts.for);
  if (!(pace > 0)) refuse(`--pace must be a number above 0; got ${texts.pace}`);
  if (seconds !== undefined && !(seconds > 0)) refuse(`--for must be a number of seconds; got ${texts.for}`);
  if (url !== undefined && !/^(ws|http)s?:\/\/./.test(url)) {
    refuse(`--url must be a ws, wss, http or https URL; got ${url}`);
  }
  if (redis !== undefined && !/^(rediss?|unix):\/\/./.test(redis)) {
    refuse(`--redis must be a redis, rediss or unix URL; got ${redis}`);
  }
  if (redis !== undefined && url !== undefined)
    refuse('--redis is of the embedded hub, which --url does without');
  return { url, redis, seconds, pace, json };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        redis: { type: 'string' },
        for: { type: 'string' },
        pace: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(words: string): never {
  console.error(`${words}\n\n${usage}`);
  process.exit(2);
}
