import type { RecordedDial, SessionEvent, SessionFixture } from './SessionFixture.js';
import { showValue } from './showValue.js';

type Members = Readonly<Record<string, unknown>>;

const ends = ['error', 'complete', 'unsubscribe'];
const onOpenLinks = ['incoming', 'sent', 'activity', 'close'];
const base64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** Throws a `TypeError` that says what of a fixture is wrong, and what should be there. */
export function checkSessionFixture(value: unknown): SessionFixture {
  const fixture = object('fixture', value, typeof value === 'string' ? ': JSON.parse it first' : '');
  demand(fixture['format'] === 'rxwire/session', 'fixture.format', "'rxwire/session'", fixture['format']);
  demand(
    fixture['version'] === 1,
    'fixture.version',
    '1, which this version of rxwire plays',
    fixture['version'],
  );
  number('fixture.dropped', fixture['dropped']);
  let before = 0;
  list('fixture.dials', fixture['dials']).forEach((dial, index) => {
    const path = `fixture.dials[${index}]`;
    before = number(`${path}.at`, object(path, dial)['at'], before);
    checkEvents(`${path}.events`, (dial as RecordedDial).events);
  });
  return value as SessionFixture;
}

function checkEvents(path: string, value: unknown): void {
  let before = 0;
  let phase = 'dialling';
  list(path, value).forEach((each, index) => {
    const here = `${path}[${index}]`;
    before = number(`${here}.at`, object(here, each)['at'], before);
    const { event } = each as Members;
    const known = ['open', ...onOpenLinks, ...ends];
    demand(known.includes(event as string), `${here}.event`, `one of ${known.join(', ')}`, event);
    demand(phase !== 'over', here, 'the last, since the dial has ended before', each);
    if (event === 'open') demand(phase === 'dialling', here, 'the only opening of its dial', each);
    if (onOpenLinks.includes(event as string)) demand(phase === 'open', here, 'behind an open', each);
    phase = event === 'open' ? 'open' : ends.includes(event as string) ? 'over' : phase;
    checkDetails(here, each as SessionEvent & Members);
  });
}

function checkDetails(path: string, event: SessionEvent & Members): void {
  switch (event.event) {
    case 'open':
      object(`${path}.carries`, event['carries']);
      break;
    case 'incoming':
    case 'sent':
      checkMessage(path, event);
      break;
    case 'close':
      number(`${path}.code`, event['code']);
      text(`${path}.reason`, event['reason']);
      break;
    case 'error':
      checkError(`${path}.error`, event['error']);
  }
}

function checkMessage(path: string, event: Members): void {
  const found = ['text', 'base64', 'json'].filter((key) => event[key] !== undefined);
  demand(found.length === 1, path, 'a message with one of text, base64 and json', event);
  if ('text' in event) text(`${path}.text`, event['text']);
  if ('base64' in event) {
    const bytes = text(`${path}.base64`, event['base64']);
    demand(base64.test(bytes), `${path}.base64`, 'base64', bytes);
  }
}

function checkError(path: string, value: unknown): void {
  const error = object(path, value);
  if (error['json'] !== undefined) return;
  text(`${path}.name`, error['name']);
  text(`${path}.message`, error['message']);
  object(`${path}.fields`, error['fields']);
  if (error['cause'] !== undefined) checkError(`${path}.cause`, error['cause']);
}

function object(path: string, value: unknown, advice = ''): Members {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  demand(isObject, path, 'an object', value, advice);
  return value as Members;
}

function list(path: string, value: unknown): readonly unknown[] {
  demand(Array.isArray(value), path, 'a list', value);
  return value as readonly unknown[];
}

function text(path: string, value: unknown): string {
  demand(typeof value === 'string', path, 'text', value);
  return value as string;
}

function number(path: string, value: unknown, min = 0): number {
  const isTime = typeof value === 'number' && value >= min && value < Infinity;
  demand(isTime, path, `a number, ${min} or more`, value);
  return value as number;
}

function demand(holds: boolean, path: string, what: string, got: unknown, advice = ''): void {
  if (!holds) throw new TypeError(`${path} must be ${what}; got ${showValue(got, 2)}${advice}`);
}
