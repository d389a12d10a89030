/** What a request can carry, besides nothing. Another kind of body: make a `fetch` of your own that adds it. */
export type FetchBody = string | ArrayBuffer | URLSearchParams;

/** What rxwire tells a fetch of its request. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: FetchBody;
  /** Aborted when the attempt is over, in whatever way: the socket is free then. */
  readonly signal: AbortSignal;
  readonly redirect: 'follow' | 'error';
  readonly cache: 'no-store';
  readonly credentials?: 'omit' | 'same-origin' | 'include';
}

/** The part of the standard's reader of a body that rxwire touches. */
export interface BodyReaderLike {
  read(): PromiseLike<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(): PromiseLike<unknown>;
}

/**
 * The part of the standard's Response that rxwire touches.
 *
 * @see https://fetch.spec.whatwg.org/#response-class
 */
export interface ResponseLike {
  readonly status: number;
  /** Where the response came from, after redirects. */
  readonly url: string;
  readonly headers: {
    get(name: string): string | null;
    forEach(callback: (value: string, name: string) => void): void;
  };
  readonly body: { getReader(): BodyReaderLike } | null;
}

/**
 * The part of the standard's fetch that rxwire touches. The platform's, undici's and fakes fit without casts, for it is
 * written as a method. What it returns is only ever asked by `then`: a fake may answer in the same turn.
 */
export type FetchLike = { fetch(url: string, init: FetchInit): PromiseLike<ResponseLike> }['fetch'];
