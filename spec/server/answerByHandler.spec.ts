import { NEVER, Subject, of } from 'rxjs';
import { memoryBroker, requestHandler } from 'rxwire/server';
import {
  answerByHandler,
  answerOnce,
  beginRequest,
  handlerOf,
  typeOnWire,
} from '../../lib/server/answerByHandler.js';
import { hubCore } from '../../lib/server/hubCore.js';
import { sessionRequests } from '../../lib/server/sessionRequests.js';

const grants = { isExpired: false };
const config = { decode: (right: unknown) => ({ _tag: 'Right' as const, right }), authorize: () => true };
const handler = { ...config, handle: () => of(1, 2) };
const core = hubCore({
  broker: memoryBroker(),
  requests: { a: requestHandler<unknown>(handler), x: requestHandler<unknown>(handler) },
});
const session = {
  connection: 'c',
  identity: { user: '' },
  requests: sessionRequests(() => undefined),
  grants,
} as never;
const message = (type: string, rest: object = {}) => ({ type, id: 'r', timestamp: '', ...rest }) as never;
const textsOf = (config_: object, pending = () => 0): unknown[] => {
  const seen: unknown[] = [];
  answerByHandler(core, session, config_ as never, message('a'), pending).subscribe({
    next: (text) => seen.push((JSON.parse(text) as { data: unknown }).data),
    error: (error: { code?: string }) => seen.push(error.code),
  });
  return seen;
};

describe('answerByHandler', () => {
  it('makes one reply, or one text for each value and the end', () => {
    expect(textsOf(handler)).toEqual([{ action: 'reply', value: 1 }]);
    expect(textsOf({ ...handler, stream: true })).toEqual([
      { action: 'next', value: 1 },
      { action: 'next', value: 2 },
      { action: 'complete' },
    ]);
  });

  it('leaves out or ends what is too much, from half of what may wait on', () => {
    const full = () => core.limits.maxPending / 2 + 1;

    expect(textsOf({ ...handler, stream: true }, full)).toEqual(['UNAVAILABLE']);
    expect(textsOf({ ...handler, stream: true, overflow: 'drop' }, full)).toEqual([{ action: 'complete' }]);
    expect(textsOf({ ...handler, stream: true }, () => core.limits.maxPending / 2)).toHaveLength(3);
  });

  it('is for as long as the identity holds', () => {
    const values$ = new Subject<number>();
    const seen: unknown[] = [];
    answerByHandler(
      core,
      session,
      { ...handler, handle: () => values$, stream: true },
      message('a'),
      () => 0,
    ).subscribe({
      next: () => seen.push('next'),
      error: ({ code }: { code: string }) => seen.push(code),
    });
    values$.next(1);
    grants.isExpired = true;
    values$.next(2);
    expect([...seen, ...textsOf(handler)]).toEqual(['next', 'EXPIRED', 'EXPIRED']);
    grants.isExpired = false;
  });

  it('takes up nothing when the hub is to end', () => {
    core.isDraining = true;
    expect(textsOf(handler)).toEqual(['UNAVAILABLE']);
    core.isDraining = false;
  });

  it('is for messages without a channel, of a type that has a handler', () => {
    expect(handlerOf(core, message('a'), 'a')).toBeDefined();
    expect(handlerOf(core, message('a', { channel: 'c' }), 'a')).toBeUndefined();
    expect(handlerOf(core, message('b'), 'b')).toBeUndefined();
    expect(typeOnWire(message('systemMessage', { originalType: 'a' }))).toBe('a');
    expect(typeOnWire(message('chat'))).toBe('chat');
  });

  it('is given up where one reply was to be had, and the client is gone', () => {
    const gone$ = new Subject<void>();
    const answer$ = new Subject<number>();
    answerOnce(core, session, { ...config, handle: () => answer$ }, message('a'), gone$).subscribe();
    expect(answer$.observed).toBe(true);
    gone$.next();

    expect(answer$.observed).toBe(false);
    expect(() => answerOnce(core, session, { ...handler, stream: true }, message('a'), NEVER)).toThrow(
      'a is answered by a stream',
    );
    expect(() => answerOnce(core, session, handler, message('a', { id: undefined }), NEVER)).toThrow(
      'a request needs an id',
    );
  });

  it('begins nothing without an id', () => {
    const seen: unknown[] = [];
    beginRequest(core, session, handler, message('a', { id: undefined })).subscribe({
      error: (error: { code: string }) => seen.push(error.code),
    });

    expect(seen).toEqual(['BAD_REQUEST']);
  });
});
