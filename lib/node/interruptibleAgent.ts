import { Agent, buildConnector } from 'undici';

interface Destroyable {
  destroy(error: Error): unknown;
}

/**
 * An agent of undici's that leaves no socket behind: undici waits for one that is being connected, also when its agent is
 * destroyed; here it is interrupted.
 */
export function interruptibleAgent(options: Agent.Options = {}): {
  readonly agent: Agent;
  readonly destroy: () => void;
} {
  const { connect } = options;
  const connector =
    typeof connect === 'function'
      ? connect
      : buildConnector({ allowH2: options.allowH2, timeout: 0, ...connect });
  const connecting = new Set<Destroyable>();
  const agent = new Agent({
    ...options,
    connect: (target, callback) => {
      let settled = false;
      let socket: Destroyable | undefined = undefined;
      // A connector of the application's may call back at once.
      socket = connector(target, (...result) => {
        settled = true;
        if (socket !== undefined) connecting.delete(socket);
        callback(...result);
      }) as Destroyable | undefined;
      if (socket !== undefined && !settled) connecting.add(socket);
    },
  });
  return {
    agent,
    destroy: () => {
      void (agent.destroy() as Promise<void>).catch(() => {});
      for (const socket of connecting) socket.destroy(new Error('the request was aborted'));
    },
  };
}
