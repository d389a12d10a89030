import fc from 'fast-check';
import { of } from 'rxjs';
import { formatServerSentComment } from '../../lib/sse/formatServerSentComment.js';
import { parseEventStream } from '../../lib/sse/parseEventStream.js';

describe('formatServerSentComment', () => {
  it('writes a comment', () => {
    expect(formatServerSentComment({ comment: 'still here' })).toBe(': still here\n\n');
  });

  it('writes what is heard as the same comment and as nothing else, or refuses it', () => {
    const texts = fc.string({
      unit: fc.oneof(fc.constantFrom('\n', '\r', ':', ' ', '\0', 'data: '), fc.string()),
    });

    fc.assert(
      fc.property(texts, (comment) => {
        if (/[\r\n]/.test(comment)) {
          expect(() => formatServerSentComment({ comment })).toThrow(TypeError);
          return;
        }
        const heard: unknown[] = [];
        of(formatServerSentComment({ comment }))
          .pipe(parseEventStream({ onComment: (context) => heard.push(context) }))
          .subscribe((event) => heard.push(event));

        expect(heard).toEqual([{ comment }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['a\nb', '\r', 5])('refuses %j by a TypeError that names the field', (comment) => {
    expect(() => formatServerSentComment({ comment: comment as string })).toThrow(/^comment /);
  });
});
