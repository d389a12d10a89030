import { EMPTY, Observable, Subject, catchError, defer, repeat, switchMap, tap, timer } from 'rxjs';
import type { Subscriber, Subscription } from 'rxjs';
import type { Broker, BrokerEvent, HistoryPage } from './Broker.js';
import type { FeedObserver, FeedRequest, Handover } from './Handover.js';
import { offsetRing } from './offsetRing.js';
import { batchOf, publication } from './publication.js';
import type { Publication } from './publication.js';
import { recoverFrom } from './recoverFrom.js';
import { Refusal } from './Refusal.js';
import type { Turns } from './turns.js';

/** One channel in this process: its position, the tail of its history, and who observes it. */
export interface ChannelFeed {
  /**
   * Subscribing joins; emits the handover, and completes when the observer's view got a hole. Errors with a `Refusal`
   * when the broker does not answer.
   */
  observe(observer: FeedObserver, request: FeedRequest): Observable<Handover>;
  /** Hands the publications of this turn to the live observers. */
  flush(): void;
  /** How many observe it. */
  readonly observers: number;
}

export interface ChannelFeedConfig {
  readonly channel: string;
  readonly broker: Broker;
  readonly turns: Turns;
  /** Publications that a recovery replays at most, and that the tail holds. */
  readonly recoveryLimit: number;
  /** Bytes (as UTF-16) that the tail holds at most. */
  readonly tailBytes: number;
  /** From one look at the broker's top to the next, in ms, give or take a quarter. */
  readonly positionCheck: number;
  readonly random: () => number;
  /** Told when the last observer has left. */
  readonly onEmpty: () => void;
  /** Told of what has come to be known of the history, oldest first. */
  readonly onPublication?: (epoch: string, publication: Publication) => void;
}

interface Member {
  readonly observer: FeedObserver;
  readonly request: FeedRequest;
  readonly subscriber: Subscriber<Handover>;
  /** Whether it has been told where it stands. */
  joined: boolean;
  /** Whether the broker was asked because it claims to be ahead. */
  checked: boolean;
}

/** Tries to read what is missing, before the observers are told of a hole. */
const tries = 5;
/** Live messages that wait for a read; beyond it they are read as well. */
const maxWaiting = 1_000;
/** Bytes of a turn that are handed on before its end. */
const maxTurn = 65_536;

/**
 * Follows one channel of a broker without a hole: listens first, then reads, merges, and goes on live.
 *
 * ```text
 * broker, live        L----4-5-----8        L: live
 * broker, history      --(3,4)       --(6,7,8)
 * observers              34  5            678
 * ```
 *
 * One subscription and one read, however many observers come at the same time. What an observer missed comes from the
 * tail; only what the tail does not reach is read for it alone.
 */
export function channelFeed(config: ChannelFeedConfig): ChannelFeed {
  const { channel, broker, turns, recoveryLimit, tailBytes, positionCheck, random, onEmpty, onPublication } =
    config;
  const members = new Set<Member>();
  const live = new Set<Member>();
  const held = new Set<Member>();
  const reads$ = new Subject<number>();
  const tail = offsetRing<Publication>();
  let engine: Subscription | undefined;
  let epoch: string | undefined;
  let top = 0;
  let bytes = 0;
  let ready = false;
  let waiting: Extract<BrokerEvent, { kind: 'message' }>[] = [];
  let overflowed = false;
  let turn: Publication[] = [];
  let turnBytes = 0;

  const flush = (): void => {
    if (turn.length === 0) return;
    const batch = batchOf(channel, epoch as string, turn);
    turn = [];
    turnBytes = 0;
    for (const { observer } of live) observer.live(batch);
  };
  const keep = (next: Publication): void => {
    onPublication?.(epoch as string, next);
    tail.push(next);
    bytes += next.text.length * 2;
    while (tail.length > recoveryLimit || bytes > tailBytes) {
      const gone = tail.shift();
      if (gone === undefined) break;
      bytes -= gone.text.length * 2;
    }
  };
  const append = (next: Publication): void => {
    top = next.offset;
    keep(next);
    for (const { observer } of held) observer.hold(next);
    if (live.size === 0) return;
    turn.push(next);
    turnBytes += next.text.length;
    turns.channel(feed);
    if (turnBytes > maxTurn) flush();
  };
  /** Everybody who was told a position is told that it holds no longer. */
  const tellHole = (): void => {
    flush();
    epoch = undefined;
    while (tail.shift() !== undefined);
    bytes = 0;
    for (const member of [...members]) if (member.joined) member.subscriber.complete();
  };
  const fail = (error: unknown): void => {
    tellHole();
    for (const { subscriber } of [...members]) {
      subscriber.error(new Refusal('UNAVAILABLE', 'the broker does not answer', null, error));
    }
  };

  const onEvent = (event: BrokerEvent): void => {
    if (event.kind === 'live') sync();
    else if (event.kind === 'interrupted') ready = false;
    else if (!ready) {
      overflowed ||= waiting.length >= maxWaiting;
      if (!overflowed) waiting.push(event);
    } else if (event.epoch !== epoch || event.offset > top + 1) {
      waiting.push(event);
      sync();
    } else if (event.offset === top + 1) append(publication(event));
  };

  /** Reads from the position on, or, without one, the tail; what comes live meanwhile waits. */
  const sync = (attempt = 1): void => {
    ready = false;
    reads$.next(attempt);
  };
  const read = (attempt: number): Observable<unknown> =>
    defer(() => broker.history(channel, epoch === undefined ? -recoveryLimit : top, recoveryLimit)).pipe(
      tap((page) => merge(page, attempt)),
      catchError((error: unknown) => {
        if (attempt < tries) return timer(1_000 * (0.5 + random())).pipe(switchMap(() => read(attempt + 1)));
        fail(error);
        return EMPTY;
      }),
    );
  const merge = (page: HistoryPage, attempt: number): void => {
    if (epoch !== undefined && !continues(page)) tellHole();
    if (epoch === undefined) {
      const from = page.items[0]?.offset ?? page.top + 1;
      // Read from a position that holds no longer: only what is whole up to the top makes a tail.
      const whole = page.items.length > 0 && from + page.items.length - 1 === page.top;
      epoch = page.epoch;
      top = page.top;
      if (whole) page.items.forEach((stored) => keep(publication(stored)));
    } else {
      for (const stored of page.items) if (stored.offset === top + 1) append(publication(stored));
    }
    const messages = waiting;
    waiting = [];
    let isWhole = top >= page.top && !overflowed;
    overflowed = false;
    for (const message of messages.sort((a, b) => a.offset - b.offset)) {
      if (message.epoch === epoch && message.offset === top + 1) append(publication(message));
      else if (message.epoch !== epoch || message.offset > top) isWhole = false;
    }
    if (!isWhole && attempt < tries) return sync(attempt + 1);
    if (!isWhole) tellHole();
    if (epoch === undefined) return fail(new Error('the history has holes'));
    ready = true;
    for (const member of [...members]) if (members.has(member) && !member.joined) join(member);
  };
  const continues = (page: HistoryPage): boolean =>
    page.epoch === epoch && page.top >= top && page.first <= top + 1;

  const check$ = defer(() => timer(positionCheck * (0.75 + random() / 2))).pipe(
    switchMap(() => (ready ? broker.history(channel, top, 0) : EMPTY)),
    tap((page) => {
      if (ready && (page.epoch !== epoch || page.top > top)) sync();
    }),
    // A broker that is out of reach says so itself.
    catchError(() => EMPTY),
    repeat(),
  );

  const join = (member: Member): void => {
    const { request, subscriber } = member;
    const { since, recover = 'stream' } = request;
    if (recover !== 'none' && since?.epoch === epoch && Number(since?.offset) > top && !member.checked) {
      member.checked = true;
      return sync();
    }
    member.joined = true;
    held.add(member);
    const at = { epoch: epoch as string, offset: top };
    const goLive = (): void => {
      flush();
      if (held.delete(member)) live.add(member);
    };
    subscriber.add(
      recoverFrom({ channel, broker, tail, at, request, recoveryLimit }).subscribe({
        next: (recovery) => subscriber.next({ ...at, ...recovery, goLive }),
        error: (error: unknown) => subscriber.error(error),
      }),
    );
  };

  const feed: ChannelFeed = {
    observe: (observer, request) =>
      new Observable((subscriber) => {
        const member: Member = { observer, request, subscriber, joined: false, checked: false };
        members.add(member);
        subscriber.add(() => {
          // What was published before it left is still its own.
          if (live.has(member)) flush();
          members.delete(member);
          live.delete(member);
          held.delete(member);
          if (members.size > 0) return;
          engine?.unsubscribe();
          onEmpty();
        });
        if (ready) join(member);
        else if (engine === undefined) {
          engine = reads$.pipe(switchMap(read)).subscribe();
          engine.add(check$.subscribe());
          engine.add(broker.subscribe(channel).subscribe({ next: onEvent, error: fail }));
        }
      }),
    flush,
    get observers() {
      return members.size;
    },
  };
  return feed;
}
