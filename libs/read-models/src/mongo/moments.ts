import type { SourceId } from '@linli/event-bus';
import type { mongo } from 'mongoose';
import type { Commit } from '../document-store.ts';
import { positionId } from './collections.ts';
import { upTo } from './find-stages.ts';

/**
 * Moments that followed each other, one document for many: a moment a document would double what a rebuild writes. Times
 * and positions rise together, within a document and from one to the next.
 */
export interface MomentsDocument {
  /** Source and first position. */
  readonly _id: string;
  readonly source: SourceId;
  /** Time of the first. */
  readonly at: number;
  readonly recordedAt: readonly number[];
  readonly first: readonly number[];
  readonly position: readonly number[];
}

/** So that a question about one moment need not read those of a whole rebuilt batch. */
const perDocument = 256;

export function momentsDocuments({ source, from, moments }: Commit): readonly MomentsDocument[] {
  const sorted = moments
    .map(({ recordedAt, position, first = position }) => ({ recordedAt, position, first }))
    // What lies at or before the checkpoint was marked when it was absorbed.
    .filter(({ position }) => position > from)
    .sort((a, b) => a.position - b.position);
  const documents: MomentsDocument[] = [];
  for (let start = 0; start < sorted.length; start += perDocument) {
    const part = sorted.slice(start, start + perDocument);
    const [{ recordedAt: at, first }] = part as [(typeof part)[number]];
    documents.push({
      _id: positionId(source, first),
      source,
      at,
      recordedAt: part.map((moment) => moment.recordedAt),
      first: part.map((moment) => moment.first),
      position: part.map((moment) => moment.position),
    });
  }
  return documents;
}

type Moments = mongo.Collection<MomentsDocument>;

/** The last position recorded at or before the moment; undefined when there is none. */
export async function positionAt(
  moments: Moments,
  source: SourceId,
  moment: number,
): Promise<number | undefined> {
  const found = await moments.findOne({ source, at: upTo(moment) }, { sort: { at: -1, _id: -1 } });
  return found?.position[found.recordedAt.findLastIndex((at) => at <= moment)];
}

/** The time of the last event at or before the position; undefined when there is none. */
export async function momentAt(
  moments: Moments,
  source: SourceId,
  position: number,
): Promise<number | undefined> {
  const found = await moments.findOne(
    { _id: { $gte: positionId(source, 0), $lte: positionId(source, position) } },
    { sort: { _id: -1 } },
  );
  return found?.recordedAt[found.first.findLastIndex((first) => first <= position)];
}
