import { Agent, buildConnector, fetch } from 'undici';
import type { Dispatcher } from 'undici';
import { ConnectionError } from '../core/ConnectionError.js';
import type { FetchLike } from '../core/FetchLike.js';

/**
 * A fetch for bodies without end: no timeout of undici's for headers or body, and with the abort of its signal every
 * socket of it is closed.
 *
 * An agent for each request, so that its end is the end of the agent. undici waits for a socket that is being connected,
 * also when its agent is destroyed; so those are interrupted here.
 */
export function endlessFetch(config: {
  readonly options?: Agent.Options;
  readonly dispatcher?: Dispatcher;
}): FetchLike {
  const { options = {}, dispatcher: given } = config;
  const { connect } = options;
  const connector =
    typeof connect === 'function'
      ? connect
      : buildConnector({ allowH2: options.allowH2, timeout: 0, ...connect });

  return (url, init) => {
    const interrupts: (() => void)[] = [];
    const agent =
      given ??
      new Agent({
        ...options,
        connect: (target, callback) => {
          let settled = false;
          const socket = connector(target, (...result) => {
            settled = true;
            callback(...result);
          }) as Destroyable | undefined;
          interrupts.push(() => {
            if (!settled) socket?.destroy(new Error('the request was aborted'));
          });
        },
      });
    if (given === undefined) {
      const destroy = (): void => {
        void (agent.destroy() as Promise<void>).catch(() => {});
        for (const interrupt of interrupts) interrupt();
      };
      init.signal.addEventListener('abort', destroy, { once: true });
    }
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

interface Destroyable {
  destroy(error: Error): unknown;
}
