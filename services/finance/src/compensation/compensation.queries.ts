import { hash } from 'node:crypto';
import { motionEvents, Sha256 } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import type { ProposeAllocation } from './compensation.commands.ts';
import { allocationText, compensation, linesOf } from './compensation.ts';

const { MotionCarried } = motionEvents;

/** Motions that residents have carried, and on what. */
export const carriedMotions = view('carried-motions', 1, {
  of: { MotionCarried },
  document: { subject: Sha256 },
  key: ({ streamId }) => streamId.slice('motion-'.length),
  on: { MotionCarried: (_, { data: { subject } }) => ({ subject }) },
});

/** A motion that was carried, as far as finance has heard of it. */
export async function carriedMotion({ motion }: { readonly motion: string }, look: Look) {
  const at = await look.view('carried-motions');
  const [found] = await at.get<{ readonly subject: string }>('carried-motions', motion);
  return factOf(at, found?.body);
}

/** The hash of the lines as they are proposed, in fen. */
export async function hashOf(
  { compensation: id, lines }: ProposeAllocation,
  look: Look,
): Promise<Known<string> | undefined> {
  const found = await look.stream(compensation, id);
  return (
    found && { ...found, value: hash('sha256', allocationText(id, linesOf(found.value.receipt, lines))) }
  );
}
