import {
  AreaPath,
  BallotRule,
  Instant,
  Matter,
  motionEvents,
  MotionId,
  RollNumber,
  Sha256,
  Tally,
  voteEvents,
} from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';
import { motion } from './motion.ts';
import type { Electorate } from './verdict.ts';

const State = Type.Enum(['called', 'heard', 'voting', 'counting', 'carried', 'rejected', 'no_quorum']);
const Present = Type.Object({ voters: Type.Integer(), area: Type.Optional(Type.Integer()) });
const ballot = {
  subject: Sha256,
  rule: BallotRule,
  secret: Type.Enum(['yes', 'no']),
  roll: RollNumber,
  opensAt: Instant,
  closesAt: Instant,
  /** Who has voted, and of how many hundred. */
  present: Present,
  turnout: Type.Integer({
    'x-unit': '%',
    description: 'a share of the roll in whole per cent, rounded down',
  }),
  /** Of a secret ballot only once it has been declared. */
  tally: Tally,
  cut: Type.Integer(),
};
const document = {
  id: MotionId,
  matter: Matter,
  areaPath: AreaPath,
  state: State,
  speakers: Type.Integer(),
  heard: Type.Integer(),
  ...(Object.fromEntries(Object.entries(ballot).map(([name, schema]) => [name, Type.Optional(schema)])) as {
    [Name in keyof typeof ballot]: Type.TOptional<(typeof ballot)[Name]>;
  }),
};
type Document = Static<TObject<typeof document>>;

const nobody = { yes: 0, no: 0, abstain: 0 };

const declared =
  (state: Document['state']) => (doc: Document | undefined, event: { data: { tally: Tally } }) =>
    doc && { ...doc, state, tally: event.data.tally };

/** Motions with their hearing, turnout, and the tally as of the cut (R-20, R-21, RM-R8). */
export const motions = view('motions', 1, {
  of: { ...motionEvents, ...voteEvents },
  document,
  key: ({ type, data, streamId }) => (type === 'VoteCast' ? data.motion : motion.idOf(streamId)),
  fields: { areaPath: 'text', matter: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath'], ['matter', 'areaPath']],
  on: {
    HearingCalled: (_, { data: { matter, areaPath } }, id) => ({
      ...{ id, matter, areaPath, state: 'called' as const, speakers: 0, heard: 0 },
    }),
    SpeakerRegistered: (doc) => doc && { ...doc, speakers: doc.speakers + 1 },
    TestimonyRecorded: (doc) => doc && { ...doc, heard: doc.heard + 1 },
    HearingClosed: (doc) => doc && { ...doc, state: 'heard' as const },
    BallotOpened: (
      doc,
      { data: { matter, areaPath, subject, rule, secret, roll, opensAt, closesAt } },
      id,
    ) => {
      const byArea = roll.areas !== undefined;
      return {
        ...{ id, matter, areaPath, speakers: 0, heard: 0, ...doc, state: 'voting' as const },
        ...{ subject, rule, secret: secret ? ('yes' as const) : ('no' as const), roll: roll.voters },
        ...{ opensAt, closesAt, present: { voters: 0, ...(byArea && { area: 0 }) }, turnout: 0 },
        ...(!secret && { tally: { voters: nobody, ...(byArea && { area: nobody }) } }),
      };
    },
    // What stands behind the cut does not count.
    VoteCast: (doc, { data }) => (doc?.state === 'voting' ? withVote(doc, data) : doc),
    BallotClosed: (doc, { position }) => doc && { ...doc, state: 'counting' as const, cut: position },
    MotionCarried: declared('carried'),
    MotionRejected: declared('rejected'),
    QuorumNotMet: declared('no_quorum'),
  },
  doors: {
    list: 'GET /v1/motions',
    one: 'GET /v1/motions/:id',
    may: 'operations.read',
    summary: 'Motions below an area, with turnout and tally',
    filters: { matter: Matter, state: State },
    unknown: 'motion-unknown',
    // How it stands is nobody's business while others still vote.
    show({ tally, ...doc }) {
      return { ...doc, ...(tally && doc.state !== 'voting' && { tally }) };
    },
  },
});

const { TestimonyRecorded } = motionEvents;
const { speaker, stance, testimony } = TestimonyRecorded.data.properties;

/** What was said at hearings, in plain text only for who says what for. */
export const testimonies = view('testimonies', 1, {
  of: { TestimonyRecorded },
  document: { motion: MotionId, areaPath: AreaPath, speaker, stance, testimony },
  key: ({ streamId, data }) => `${motion.idOf(streamId)}:${data.speaker}`,
  fields: { areaPath: 'text', motion: 'text' },
  indexes: [['areaPath'], ['motion']],
  on: {
    TestimonyRecorded: (_, { data, streamId, metadata: { areaPath = '' } }) => ({
      motion: motion.idOf(streamId) ?? '',
      areaPath,
      ...data,
    }),
  },
  doors: {
    list: 'GET /v1/testimonies',
    plain: { path: 'POST /v1/testimonies/plain', may: 'motion.convene' },
    may: 'motion.convene',
    summary: 'What was said at hearings below an area',
    filters: { motion: MotionId },
  },
});

type Choice = keyof Tally['voters'];

function withVote(doc: Document, { choice, area }: { readonly choice?: Choice; readonly area?: number }) {
  const { present = { voters: 0 }, roll = 1, tally } = doc;
  const voters = present.voters + 1;
  const more = (count: Tally['voters'], by: number) =>
    choice === undefined ? count : { ...count, [choice]: count[choice] + by };
  return {
    ...doc,
    present: { voters, ...(area !== undefined && { area: (present.area ?? 0) + area }) },
    turnout: Math.floor((100 * voters) / roll),
    ...(tally && {
      tally: {
        voters: more(tally.voters, 1),
        ...(area !== undefined && { area: more(tally.area ?? nobody, area) }),
      },
    }),
  };
}

/** The votes of a motion before its cut, once the view knows the cut. */
export async function slipsOf(
  { motion: id }: { readonly motion: string },
  look: Look,
): Promise<Known<{ readonly present: Electorate; readonly tally: Tally }> | undefined> {
  const at = await look.view('motions');
  const [found] = await at.get<Document>('motions', id);
  const { cut, present, tally = { voters: nobody } } = found?.body ?? {};
  return factOf(at, cut === undefined || present === undefined ? undefined : { present, tally });
}
