import { AreaPath, EventId, EventName, Id, Instant } from '@linli/contracts';
import { factOf, type Look, type RecordedOf, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import type { OpenAccountabilityCase } from './accountability.commands.ts';
import { citableEvents, citableTypes } from './citable-events.ts';

const document = {
  event: EventId,
  type: EventName,
  stream: Type.String({ description: 'the stream that it stands in' }),
  areaPath: Type.Optional(AreaPath),
  recordedAt: Instant,
  finding: Type.Optional(Id),
};
export type EvidenceDocument = Static<Type.TObject<typeof document>>;

/** Events of all contexts that a case of accountability may cite, by their ids (P-18). */
export const evidence = view('evidence', 1, {
  of: citableEvents,
  immutable: true,
  document,
  key: ({ id }) => id,
  fields: { areaPath: 'text', stream: 'text', type: 'text' },
  indexes: [['areaPath'], ['stream'], ['type', 'areaPath']],
  on: Object.fromEntries(citableTypes.map((type) => [type, documentOf])),
  doors: {
    list: 'GET /v1/evidence',
    one: 'GET /v1/evidence/:event',
    may: 'accountability.keep',
    summary: 'Events below an area that can be cited as evidence',
    filters: { type: EventName, stream: document.stream },
    unknown: 'evidence-unknown',
  },
});

function documentOf(
  _: EvidenceDocument | undefined,
  { id, type, streamId, recordedAt, metadata, data }: RecordedOf<typeof citableEvents>,
): EvidenceDocument {
  const { areaPath } = metadata;
  const finding = 'referral' in data ? data.referral?.finding : undefined;
  return {
    event: id,
    type,
    stream: streamId,
    recordedAt: new Date(recordedAt).toISOString(),
    ...(areaPath !== undefined && { areaPath }),
    ...(finding !== undefined && { finding }),
  };
}

/** Of the events that a command cites, those that are known. */
export async function knownEvidence({ evidence: cited }: OpenAccountabilityCase, look: Look) {
  const index = await look.view('evidence');
  const found = await Promise.all(cited.map((id) => index.get<EvidenceDocument>('evidence', id)));
  return factOf(
    index,
    found.flat().map(({ body: { event, type } }) => ({ event, type })),
  );
}
