import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { Connection } from '../core/Connection.js';
import type { Provider } from '../core/Provider.js';
import { eventStreamRules } from '../sse/EventStreamRules.js';
import type { EventStreamLimits } from '../sse/EventStreamRules.js';
import { checkRequest } from './checkRequest.js';
import { checkUrl } from './checkUrl.js';
import { dialHub } from './dialHub.js';
import type { DialHubConfig } from './dialHub.js';
import { eventStreamRequest } from './eventStreamRequest.js';
import type { EventStreamRequestConfig } from './eventStreamRequest.js';
import { httpUrl } from './httpUrl.js';

/** Where a hub is, and how long it may take. */
export interface HubDoorConfig
  extends EventStreamLimits, Pick<EventStreamRequestConfig, 'redirect' | 'credentials'> {
  /**
   * Where the hub's `handler` is: http or https. A value, a promise, an observable (its first value counts), or a function of
   * the attempt; asked anew for every request. What its query says already stays.
   */
  readonly url: Provider<string | URL>;
  /** Where to post, if that is somewhere else; asked like `url`. @defaultValue `url` */
  readonly publishUrl?: Provider<string | URL>;
  /** Headers of every request, asked for like `url`: tokens. @defaultValue none */
  readonly headers?: Provider<Readonly<Record<string, string>>>;
  /** How long the opening may take, and the headers of each stream, in ms, the providers included. @defaultValue 10_000 */
  readonly connectTimeout?: number;
  /** How long the answer to a message may take, in ms. @defaultValue 15_000 */
  readonly requestTimeout?: number;
  /**
   * How long an open stream may stay silent, in ms. Any byte is life, a comment too; choose two or three times the hub's
   * `pingInterval`. @defaultValue `Infinity`: no limit
   */
  readonly idleTimeout?: number;
  /** Most bytes that may wait to be posted; more ends the link with 4202. @defaultValue 4_194_304 */
  readonly maxBuffered?: number;
}

/** Checks the options, and makes requests of them: what `fromHubEvents` is on every platform. */
export function dialHubOn(
  platform: DialHubConfig['platform'],
  config: HubDoorConfig,
): Observable<Connection<string, string>> {
  const { url, publishUrl = url, headers = {}, redirect = 'follow', credentials } = config;
  const { connectTimeout = 10_000, requestTimeout = 15_000, idleTimeout = Infinity } = config;
  const { maxBuffered = 4_194_304 } = config;
  checkDuration('connectTimeout', connectTimeout, 1);
  checkDuration('requestTimeout', requestTimeout, 1);
  if (idleTimeout !== Infinity) checkDuration('idleTimeout', idleTimeout, 1);
  checkNumber('maxBuffered', maxBuffered, 1);
  checkUrl(url, httpUrl);
  checkUrl(publishUrl, httpUrl);
  const shared = { headers, redirect, ...(credentials && { credentials }) };
  checkRequest({ url, ...shared });
  const { maxLineLength, maxEventSize } = eventStreamRules(config);

  return dialHub({
    platform,
    streamRequest: (context, channels) =>
      eventStreamRequest({ url, ...shared }, context).pipe(
        map((request) => ({ ...request, url: withChannels(request.url, channels) })),
      ),
    postRequest: (context, body) =>
      eventStreamRequest({ url: publishUrl, body, ...shared }, { ...context, lastEventId: '' }).pipe(
        map(({ url: target, init }) => ({
          url: target,
          init: { ...init, headers: { ...init.headers, accept: 'application/json' } },
        })),
      ),
    limits: { maxLineLength, maxEventSize },
    connectTimeout,
    requestTimeout,
    idleTimeout,
    maxBuffered,
  });
}

/** As text, so that a signed query stays as it is. */
function withChannels(url: string, channels: readonly string[]): string {
  const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join('&');
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}
