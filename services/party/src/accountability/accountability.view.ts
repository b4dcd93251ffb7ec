import {
  accountabilityEvents,
  AccountabilityOutcome,
  AppealOutcome,
  AreaPath,
  CitedEvent,
  Id,
  Instant,
  Measure,
  OfficerId,
  Reason,
  UnitId,
  Version,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { accountability } from './accountability.ts';

const State = Type.Enum(['open', 'decided', 'appealed', 'closed']);

/** Cases of accountability and what came of them (P-18, for RM-P5 and RM-I10). */
export const accountabilityCases = view('accountability-cases', 1, {
  of: accountabilityEvents,
  stream: accountability,
  document: {
    id: Id,
    areaPath: AreaPath,
    unit: UnitId,
    officer: Type.Optional(OfficerId),
    reason: Reason,
    evidence: Type.Array(CitedEvent),
    policy: Version,
    state: State,
    outcome: Type.Optional(AccountabilityOutcome),
    measure: Type.Optional(Measure),
    appealBy: Type.Optional(Instant),
    appeal: Type.Optional(AppealOutcome),
  },
  fields: { areaPath: 'text', state: 'text', unit: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath'], ['unit', 'areaPath']],
  on: {
    AccountabilityCaseOpened: (_, { data }, id) => ({ id, ...data, state: 'open' as const }),
    AccountabilityDecided: (opened, { data }) => opened && { ...opened, ...data, state: 'decided' as const },
    AccountabilityAppealed: (decided) => decided && { ...decided, state: 'appealed' as const },
    AppealDecided: (appealed, { data: { outcome: appeal, measure } }) =>
      appealed && { ...appealed, appeal, ...(measure && { measure }), state: 'closed' as const },
  },
  doors: {
    list: 'GET /v1/accountability-cases',
    one: 'GET /v1/accountability-cases/:id',
    may: 'accountability.keep',
    summary: 'Cases of accountability below an area',
    filters: { state: State, unit: UnitId },
    unknown: 'accountability-unknown',
  },
});
