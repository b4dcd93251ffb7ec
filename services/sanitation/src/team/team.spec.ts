import { describe, expect, test } from '@jest/globals';
import { type TeamEvent, teamKinds } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { team, teamNorm, teamOf } from './team.ts';

type Kind = (typeof teamKinds)[number];
const areaPath = '42/01/05/011/010/';
const day = '2026-05-01';
const assign = (team: Kind, worker: string, validFrom = day) =>
  ({ type: 'AssignTeamMember', areaPath, team, worker, validFrom }) as const;
const release = (worker: string, validTo: string) =>
  ({ type: 'ReleaseTeamMember', areaPath, worker, validTo }) as const;
const assigned = (team: Kind, worker: string, validFrom = day): TeamEvent => ({
  type: 'TeamMemberAssigned',
  data: { areaPath, team, worker, validFrom },
});
const released = (team: Kind, worker: string, validTo: string): TeamEvent => ({
  type: 'TeamMemberReleased',
  data: { areaPath, team, worker, validTo },
});
const short = (...missing: Kind[]): TeamEvent => ({
  type: 'TeamShortageDetected',
  data: { areaPath, missing, policy: 1 },
});
const staffed: TeamEvent = { type: 'TeamsStaffed', data: { areaPath, policy: 1 } };
const two = given(team).events(
  assigned('management', 'm-1'),
  short('cleaning', 'technical'),
  assigned('cleaning', 'c-1'),
  short('technical'),
);

describe('S-15: three teams', () => {
  test('S-15: a community with two of three teams has a shortage, and has none once all are there', () => {
    given(team)
      .when(assign('management', 'm-1'))
      .then(assigned('management', 'm-1'), short('cleaning', 'technical'));
    two.when(assign('cleaning', 'c-2')).then(assigned('cleaning', 'c-2'));
    two.when(assign('technical', 't-1')).then(assigned('technical', 't-1'), staffed);
    two
      .events(assigned('technical', 't-1'), staffed)
      .when(release('t-1', '2026-06-01'))
      .then(released('technical', 't-1', '2026-06-01'), short('technical'));
    two
      .events(assigned('cleaning', 'c-2'))
      .when(release('c-2', '2026-06-01'))
      .then(released('cleaning', 'c-2', '2026-06-01'));
  });

  test('S-15: somebody is in one team of a community, and changes it from a later day on', () => {
    two.when(assign('cleaning', 'c-1')).thenRefused('S-15', 'assigned-before', 'worker');
    two.when(assign('technical', 'c-1')).thenRefused('S-15', 'day-too-early', 'validFrom');
    two
      .when(assign('technical', 'c-1', '2026-05-02'))
      .then(assigned('technical', 'c-1', '2026-05-02'), short('cleaning'));
  });

  test('S-15: who has left the roll, or works elsewhere, is in no team', () => {
    const onRoll = { areaPath, since: day, leftOn: day };
    two.when(assign('cleaning', 'c-9'), { known: { onRoll } }).thenRefused('S-15', 'has-left', 'worker');
    two
      .when(assign('cleaning', 'c-9'), { known: { onRoll: { ...onRoll, leftOn: '2026-05-02' } } })
      .then(assigned('cleaning', 'c-9'));
    two
      .when(assign('cleaning', 'c-9'), { known: { onRoll: { areaPath: '42/01/05/011/009/', since: day } } })
      .thenRefused('S-15', 'works-elsewhere', 'worker');
    two.when(release('c-9', '2026-06-01')).thenRefused('S-15', 'not-a-member', 'worker');
    two.when(release('c-1', day)).thenRefused('S-15', 'day-too-early', 'validTo');
  });

  test('S-15: teams are of a community, and of no smaller or larger area', () => {
    for (const other of ['42/01/05/011/', `${areaPath}A1/`])
      given(team)
        .when({ ...assign('cleaning', 'c-1'), areaPath: other })
        .thenRefused('S-15', 'not-a-community', 'areaPath');
    expect(teamOf({ areaPath: `${areaPath}A1/B07/` })).toBe('42.01.05.011.010');
  });

  test('S-15, G-31: how many people a team has at least is a policy', () => {
    const content = { version: 2, teams: [{ team: 'cleaning' as const, least: 2 }] };
    const policies = [[teamNorm, content]] as const;
    const [event, ...more] = [assigned('cleaning', 'c-1'), short('cleaning')];
    const first = { ...more[0], data: { ...more[0]?.data, policy: 2 } } as TeamEvent;
    given(team)
      .when(assign('cleaning', 'c-1'), { policies })
      .then(event as TeamEvent, first);
    given(team)
      .events(event as TeamEvent, first)
      .when(assign('cleaning', 'c-2'), { policies })
      .then(assigned('cleaning', 'c-2'), { type: 'TeamsStaffed', data: { areaPath, policy: 2 } });
    const twice = { version: 1, teams: [...content.teams, ...content.teams] };
    given(teamNorm.decider).when({ content: twice }).thenRefused('S-15', 'team-twice', 'teams');
    given(teamNorm.decider).when({ content }).thenRefused('S-15', 'version-out-of-order', 'version');
  });

  const days = fc.integer({ min: 1, max: 9 }).map((n) => `2026-05-0${n}`);
  const worker = fc.constantFrom('w-1', 'w-2', 'w-3', 'w-4');
  const step = fc.oneof(
    fc.tuple(fc.constantFrom(...teamKinds), worker, days).map((of) => [assign(...of)] as const),
    fc.tuple(worker, days).map((of) => [release(...of)] as const),
  );

  test('S-15: whatever is asked, what is told to be short is what is short', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const members = new Map<string, Kind>();
        let told: readonly Kind[] = [];
        for (const events of play(team, steps)) {
          for (const { type, data } of events) {
            if (type === 'TeamMemberAssigned') members.set(data.worker, data.team);
            if (type === 'TeamMemberReleased') members.delete(data.worker);
            if (type === 'TeamShortageDetected') told = data.missing;
            if (type === 'TeamsStaffed') told = [];
          }
          const there = [...members.values()];
          if (events.length > 0) expect(told).toEqual(teamKinds.filter((kind) => !there.includes(kind)));
        }
      }),
    );
  });
});
