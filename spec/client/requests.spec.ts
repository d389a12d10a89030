import { EMPTY, NEVER, Subject, timer } from 'rxjs';
import { RequestError, outbox } from 'rxwire';
import type { Settled } from 'rxwire';
import { requests } from '../../lib/client/requests.js';
import type { RequestsConfig } from '../../lib/client/requests.js';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

interface Message {
  readonly id?: string;
  readonly text: string;
}

const ask = (id: string): Message => ({ id, text: 'ask' });
const reply = (id: string): Message => ({ id, text: 'reply' });
const replies = { a: reply('1'), b: reply('2') };

/** Requests over a wire that takes everything at once, unless the config says otherwise. */
function requestsOver(config: Partial<RequestsConfig<Message, Message>> = {}) {
  const sent: Message[] = [];
  const settled$ = new Subject<Settled<Message>>();
  const send = (message: Message) => {
    sent.push(message);
    settled$.next({ status: 'sent', message });
    return { status: 'sent' } as const;
  };
  const made = requests<Message, Message>({
    outbox: { send, settled$, withdraw: () => {} },
    lost$: NEVER,
    idOf: ({ id }) => id,
    ...config,
  });
  return { ...made, sent };
}

describe('requests', () => {
  it(
    'emit the replies with their ids, in whatever order these come',
    marbles((helpers) => {
      const { request, receive } = requestsOver();

      helpers.expectObservable(request(ask('1'), 9), '-^').toBe('-------(a|)', replies);
      helpers.expectObservable(request(ask('2'), 9), '--^').toBe('-----(b|)', replies);
      helpers.act('---x-b-a-a', {
        x: () => receive({ text: 'for nobody' }),
        a: () => receive(reply('1')),
        b: () => receive(reply('2')),
      });
    }),
  );

  it('send once for each subscription, and not before', () => {
    const { request, receive, sent } = requestsOver();

    const reply$ = request(ask('1'), 9);
    const before = [...sent];
    reply$.subscribe();
    receive(reply('1'));
    reply$.subscribe().unsubscribe();

    expect(before).toEqual([]);
    expect(sent).toEqual([ask('1'), ask('1')]);
  });

  it(
    'fail when no reply comes in time, counted from the subscription',
    marbles((helpers) => {
      const { request, receive } = requestsOver();
      const late = new RequestError('timeout', 'no reply within 4 ms', '1');

      helpers.expectObservable(request(ask('1'), 4), '--^').toBe('------#', undefined, late);
      helpers.act('-------a', { a: () => receive(reply('1')) });
    }),
  );

  it(
    'fail when the message is dropped while it waits',
    marbles((helpers) => {
      const box = outbox<Message>({ capacity: 1 });
      const { request } = requestsOver({ outbox: box });
      const dropped = new RequestError('dropped', 'dropped: overflow', '1');

      helpers.expectObservable(request(ask('1'), 9)).toBe('--#', undefined, dropped);
      helpers.act('--s', { s: () => box.send(ask('other')) });
    }),
  );

  it(
    'fail when the message is dropped at once',
    marbles((helpers) => {
      const box = outbox<Message>({ maxBytes: 1 });
      const disposed = outbox<Message>();
      disposed.dispose();

      helpers
        .expectObservable(requestsOver({ outbox: box }).request(ask('1'), 9))
        .toBe('#', undefined, new RequestError('dropped', 'dropped: too-large', '1'));
      helpers
        .expectObservable(requestsOver({ outbox: disposed }).request(ask('1'), 9))
        .toBe('#', undefined, new RequestError('dropped', 'dropped: disposed', '1'));
    }),
  );

  it(
    'fail as dropped when an outbox without room throws',
    marbles((helpers) => {
      const box = outbox<Message>({ capacity: 1, overflow: 'error' });
      const { request } = requestsOver({ outbox: box });
      box.send(ask('0'));

      const reply$ = request(ask('1'), 9);

      helpers
        .expectObservable(reply$)
        .toBe('#', undefined, new RequestError('dropped', 'dropped: overflow', '1'));
    }),
  );

  it(
    'fail when the link ends that carried the message',
    marbles((helpers) => {
      const { request } = requestsOver({ lost$: timer(3) });
      const interrupted = new RequestError('interrupted', 'the connection ended before the reply', '1');

      helpers.expectObservable(request(ask('1'), 9)).toBe('---#', undefined, interrupted);
    }),
  );

  it(
    'do not mind the end of a link while the message waits for one',
    marbles((helpers) => {
      const settled$ = helpers.hot('----s', { s: { status: 'sent', message: '1' } as const });
      const { request } = requests<string, string>({
        outbox: { send: () => ({ status: 'queued', ahead: 0 }), settled$, withdraw: () => {} },
        lost$: timer(2),
        idOf: (message) => message,
      });
      const interrupted = new RequestError('interrupted', 'the connection ended before the reply', '1');

      helpers.expectObservable(request('1', 9)).toBe('------#', undefined, interrupted);
    }),
  );

  it(
    'emit a reply that comes while the message is being sent',
    marbles(({ expectObservable }) => {
      const { request, receive } = requestsOver({
        outbox: {
          settled$: EMPTY,
          withdraw: () => {},
          send: () => {
            receive(reply('1'));
            return { status: 'sent' };
          },
        },
      });

      expectObservable(request(ask('1'), 9)).toBe('(a|)', replies);
    }),
  );

  it(
    'take their message back when they are over while it still waits: in time or unsubscribed',
    marbles(({ expectObservable, hot, flush }) => {
      const withdrawn: string[] = [];
      const settled$ = hot('---s', { s: { status: 'sent', message: 'sent in time' } as const });
      const { request } = requests<string, string>({
        outbox: {
          send: () => ({ status: 'queued', ahead: 0 }),
          settled$,
          withdraw: (message) => void withdrawn.push(message),
        },
        lost$: NEVER,
        idOf: (message) => message,
      });
      const late = (id: string) => new RequestError('timeout', 'no reply within 5 ms', id);

      expectObservable(request('late', 5)).toBe('-----#', undefined, late('late'));
      expectObservable(request('sent in time', 5)).toBe('-----#', undefined, late('sent in time'));
      expectObservable(request('left', 9), '^--!').toBe('');
      flush();

      expect(withdrawn).toEqual(['left', 'late']);
    }),
  );

  it('tell what was thrown at a message that cannot be sent', () => {
    const cause = new TypeError('circular');
    const { request } = requestsOver({
      outbox: {
        settled$: EMPTY,
        withdraw: () => {},
        send: () => ({ status: 'dropped', reason: 'unsendable', cause }),
      },
    });
    const errors: unknown[] = [];

    request(ask('1'), 9).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([expect.objectContaining({ reason: 'dropped', id: '1', cause })]);
  });

  it('refuse a message without an id, and one whose id is still waiting', () => {
    const { request, receive, sent } = requestsOver();
    const errors: unknown[] = [];
    const error = (cause: unknown) => errors.push(cause);

    request({ text: 'ask' }, 9).subscribe({ error });
    const first = request(ask('1'), 9).subscribe({ error });
    request(ask('1'), 9).subscribe({ error });
    receive(reply('1'));
    request(ask('1'), 9).subscribe({ error }).unsubscribe();
    first.unsubscribe();

    expect(errors).toEqual([
      new TypeError('request needs a message with an id, by which its reply is known'),
      new TypeError('request 1 is still waiting: give each request an id of its own'),
    ]);
    expect(sent).toHaveLength(2);
  });

  it('leave the first request its reply when a second one with its id was refused', () => {
    const { request, receive } = requestsOver();
    const seen: unknown[] = [];

    request(ask('1'), 9).subscribe((message) => seen.push(message));
    request(ask('1'), 9).subscribe({ error: () => seen.push('refused') });
    receive(reply('1'));

    expect(seen).toEqual(['refused', reply('1')]);
  });

  it('leave no timer and no waiting id behind when unsubscribed', () => {
    const timers: number[] = [];

    marbles((helpers) => {
      const { request } = requestsOver();
      request(ask('1'), 9).subscribe().unsubscribe();
      timers.push(timersOf(helpers));
      request(ask('1'), 9)
        .subscribe({ error: () => timers.push(NaN) })
        .unsubscribe();
    })();

    expect(timers).toEqual([0]);
  });

  it('take no notice of a message whose id cannot be told', () => {
    const idOf = ({ id, text }: Message) => {
      if (text === 'odd') throw new Error('no id');
      return id;
    };
    const { request, receive } = requestsOver({ idOf });
    const seen: unknown[] = [];

    request(ask('1'), 9).subscribe((message) => seen.push(message));
    receive({ text: 'odd' });
    receive(reply('1'));

    expect(seen).toEqual([reply('1')]);
  });

  it('ask for no id while nobody waits', () => {
    const idOf = jest.fn(({ id }: Message) => id);
    const { request, receive } = requestsOver({ idOf });

    receive(reply('1'));
    const subscription = request(ask('1'), 9).subscribe();
    subscription.unsubscribe();
    receive(reply('1'));

    expect(idOf.mock.calls).toEqual([[ask('1')]]);
  });

  it('go on when an observer of one throws', () => {
    const { request, receive } = requestsOver();
    const seen: unknown[] = [];

    const unhandled = unhandledErrors(() => {
      request(ask('1'), 9).subscribe(() => {
        throw new Error('in an observer');
      });
      request(ask('2'), 9).subscribe(({ id }) => seen.push(id));
      receive(reply('1'));
      receive(reply('2'));
    });

    expect(seen).toEqual(['2']);
    expect(unhandled).toEqual([new Error('in an observer')]);
  });

  it(
    'take as reply what the application calls one, and not the echo of the request',
    marbles((helpers) => {
      const { request, receive } = requestsOver({
        isReply: ({ message, request: { text } }) => message.text !== text,
      });
      const expected = '    ----(a|)';

      helpers.expectObservable(request(ask('1'), 9)).toBe(expected, replies);
      helpers.act('--e-a', { e: () => receive(ask('1')), a: () => receive(reply('1')) });
    }),
  );
});
