import type { Codec } from 'rxwire';

/** Any text is a message, and nothing else is. */
export const textCodec: Codec<string, string, string, string> = {
  decode: (input) =>
    typeof input === 'string' ? { _tag: 'Right', right: input } : { _tag: 'Left', left: 'not a text' },
  encode: (text) => text,
};
