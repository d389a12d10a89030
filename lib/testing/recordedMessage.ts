import type { JsonValue, RecordedMessage } from './SessionFixture.js';

/** A message as JSON; `undefined` for one that is neither text nor bytes nor JSON. */
export function recordedMessage(message: unknown): RecordedMessage | undefined {
  if (typeof message === 'string') return { text: message };
  const bytes = bytesOf(message);
  if (bytes !== undefined) return { base64: toBase64(bytes) };
  const json = jsonOf(message);
  return json === undefined ? undefined : { json };
}

/** The message again: text, an `ArrayBuffer`, or a copy of the JSON. */
export function playedMessage(recorded: RecordedMessage): unknown {
  if ('text' in recorded) return recorded.text;
  if ('base64' in recorded) return Uint8Array.from(atob(recorded.base64), codeOf).buffer;
  return structuredClone(recorded.json);
}

/** A copy of what JSON can say in full, but for members that are undefined, which are left out; otherwise `undefined`. */
export function jsonOf(value: unknown): JsonValue | undefined {
  return isJson(value, new Set()) ? (JSON.parse(JSON.stringify(value)) as JsonValue) : undefined;
}

function isJson(value: unknown, around: ReadonlySet<unknown>): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  if (around.has(value)) return false;
  const inside = new Set(around).add(value);
  // From, so that a hole is seen: JSON would fill it.
  if (Array.isArray(value)) return Array.from(value).every((each) => isJson(each, inside));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects of any realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return Object.values(value).every((each) => each === undefined || isJson(each, inside));
}

function bytesOf(message: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
  }
  // By its tag: buffers of another realm, and shared ones, are bytes as well.
  const tag = Object.prototype.toString.call(message);
  return /ArrayBuffer\]$/.test(tag) ? new Uint8Array(message as ArrayBuffer) : undefined;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const codeOf = (character: string): number => character.charCodeAt(0);
