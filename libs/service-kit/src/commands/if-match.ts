import type { StreamPrecondition } from '@linli/event-sourcing';
import { Problem } from '../problems/problem.ts';

/** An entity tag (RFC 9110, 8.8.3); commas may stand within it. */
const TAG = String.raw`(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"`;
/** `*`, or a list of entity tags, with the empty members that a recipient passes over (5.6.1). */
export const IF_MATCH = new RegExp(String.raw`^(?:\*|[ \t,]*${TAG}(?:[ \t]*,[ \t,]*${TAG})*[ \t,]*)$`);
const REVISION_TAG = /^"(0|[1-9][0-9]{0,14})"$/;

/**
 * What the caller insists on of the stream (RFC 9110, 13.1.1). Tags are compared strongly: a weak one matches no stream,
 * nor does one that no answer of ours has given. Throws a problem (400) for what is no entity tag at all.
 */
export function preconditionOf(header: string | undefined): StreamPrecondition | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (!IF_MATCH.test(text)) {
    throw new Problem({
      status: 400,
      code: 'bad-if-match',
      detail: 'If-Match takes ETags that earlier answers gave, in quotes: "7"; or * for whatever exists.',
      field: 'If-Match',
    });
  }
  if (text === '*') return 'exists';
  const tags = text.match(new RegExp(TAG, 'g')) ?? [];
  const revisions = tags.flatMap((tag) => REVISION_TAG.exec(tag)?.[1] ?? []).map(Number);
  return revisions.length === 1 ? revisions[0] : revisions;
}
