import type { SchedulerLike, Subscriber } from 'rxjs';
import { checkCloseCode } from '../core/checkCloseCode.js';
import { closeReason } from '../core/closeReason.js';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { closedBy } from './closedBy.js';

/** The other end of one link that a script leads. */
export interface ScriptedLink<In> {
  readonly isOpen: () => boolean;
  /** Emits the connection, with what it carries besides its members. */
  open(carries?: object): void;
  /** Brings a frame; before the opening it is kept for it. */
  next(frame: In): void;
  /** Ends the link, with an error or without. */
  end(cause?: unknown): void;
}

export interface ScriptedLinkConfig<Out> {
  readonly scheduler: SchedulerLike;
  /** The open link was given a message to send. */
  readonly sent: (message: Out) => void;
  /** @defaultValue always 0 */
  readonly buffered?: () => number;
}

/** One dial of a fake transport: what the subscriber sees of it is led by what is returned. */
export function scriptedLink<In, Out>(
  subscriber: Subscriber<Connection<In, Out>>,
  config: ScriptedLinkConfig<Out>,
): ScriptedLink<In> {
  const { scheduler, sent, buffered = () => 0 } = config;
  const frames = incomingFrames<In>();
  let open = false;

  const over = (): void => {
    open = false;
    frames.complete();
  };
  const end = (cause?: unknown): void => {
    over();
    if (cause === undefined) subscriber.complete();
    else subscriber.error(cause);
  };
  subscriber.add(over);
  return {
    isOpen: () => open,
    next: frames.next,
    end,
    open: (carries) => {
      if (subscriber.closed) return;
      open = true;
      // As a transport does it: what nobody came for in the opening turn is let go.
      subscriber.add(scheduler.schedule(frames.release));
      subscriber.next({
        ...carries,
        incoming$: frames.incoming$,
        ended$: frames.ended$,
        send: (message) => {
          if (!open) throw new ConnectionError('not-open', 'send: the link is not open', {});
          sent(message);
        },
        buffered,
        close: (code = 1000, reason = '') => {
          checkCloseCode(code);
          if (open) end(closedBy(code, closeReason(reason)));
        },
      });
    },
  };
}
