import { cutResponse, endResponse, isOver, leaveResponse } from '../../lib/server/endResponse.js';
import { FakeResponse } from '../support/FakeResponse.js';

/** A response that is begun, with what is done to it. */
function begun(): { readonly response: FakeResponse; readonly calls: string[] } {
  const response = new FakeResponse();
  const calls: string[] = [];
  response.flushHeaders();
  response.calls$.subscribe((call) => calls.push(call));
  return { response, calls };
}

describe('endResponse', () => {
  it('ends it, and completes when the system has all of it', () => {
    const { response, calls } = begun();
    const complete = jest.fn();
    response.stalls();
    response.write('a');

    endResponse(response).subscribe({ complete });
    const before = complete.mock.calls.length;
    response.drains();

    expect(calls).toEqual(['a', 'end']);
    expect([before, complete.mock.calls.length]).toEqual([0, 1]);
    expect(response.eventNames()).toEqual([]);
  });
});

describe('cutResponse', () => {
  it('cuts it off behind what was written', () => {
    const { response, calls } = begun();
    response.write('a');

    cutResponse(response).subscribe();

    expect(calls).toEqual(['a', '\n', 'cut']);
  });

  it('cuts the stream of HTTP/2 with a code that its client takes for a failure', () => {
    const { response, calls } = begun();
    const close = jest.fn();
    Object.assign(response, { stream: { closed: false, close } });

    cutResponse(response).subscribe();

    expect(close).toHaveBeenCalledWith(8);
    expect(calls).toEqual(['\n']);
  });
});

describe('isOver', () => {
  it.each<[string, boolean, object]>([
    ['open', false, {}],
    ['ended', true, { writableEnded: true }],
    ['destroyed', true, { destroyed: true }],
    ['over an open stream', false, { destroyed: undefined, stream: { closed: false } }],
    ['over a closed stream', true, { destroyed: undefined, stream: { closed: true } }],
  ])('says of a response that is %s: %s', (_, expected, state) => {
    expect(isOver(Object.assign(new FakeResponse(), state))).toBe(expected);
  });
});

describe('leaveResponse', () => {
  it.each<[string, number, object, string[]]>([
    ['ends one that has nothing to write', 0, {}, ['end']],
    ['cuts one off that is not read', 0, { writableLength: 1 }, ['cut']],
    ['cuts one off that others wait for', 1, {}, ['cut']],
    ['cuts one off that has ended and is not read', 0, { writableEnded: true }, ['cut']],
    ['leaves one alone that is finished', 0, { writableEnded: true, writableFinished: true }, []],
    ['leaves one alone that is destroyed', 0, { destroyed: true }, []],
  ])('%s', (_, waiting, state, expected) => {
    const { response, calls } = begun();
    Object.assign(response, state);

    leaveResponse(response, waiting);

    expect(calls).toEqual(expected);
  });
});
