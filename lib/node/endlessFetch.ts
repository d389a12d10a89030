import { fetch } from 'undici';
import type { Agent, Dispatcher } from 'undici';
import { ConnectionError } from '../core/ConnectionError.js';
import type { FetchLike } from '../core/FetchLike.js';
import { interruptibleAgent } from './interruptibleAgent.js';

/**
 * A fetch for bodies without end: no timeout of undici's for headers or body, and with the abort of its signal every
 * socket of it is closed.
 *
 * An agent for each request, so that its end is the end of the agent; a dispatcher that is given is left as it is.
 */
export function endlessFetch(config: {
  readonly options?: Agent.Options;
  readonly dispatcher?: Dispatcher;
}): FetchLike {
  const { options, dispatcher: given } = config;

  return (url, init) => {
    const own = given === undefined ? interruptibleAgent(options) : undefined;
    const agent = given ?? (own?.agent as Agent);
    if (own !== undefined) init.signal.addEventListener('abort', own.destroy, { once: true });
    const dispatcher = agent.compose(
      (dispatch) => (request, handler) =>
        dispatch({ ...request, bodyTimeout: 0, headersTimeout: 0 }, handler),
    );
    return fetch(url, { ...init, dispatcher }).catch(explain);
  };
}

/** What undici refuses to send (a header such as `Upgrade`, a wrong `Content-Length`) it refuses at every dial. */
const refused = ['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'];

function explain(error: { readonly cause?: { readonly code?: string; readonly message?: string } }): never {
  const { cause } = error;
  if (cause?.code === undefined || !refused.includes(cause.code)) throw error;
  throw new ConnectionError('unsupported', `undici refused the request: ${String(cause.message)}`, {}, cause);
}
