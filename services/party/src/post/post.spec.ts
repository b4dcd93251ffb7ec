import { describe, expect, test } from '@jest/globals';
import { chainOf, leaderStandards, type PostEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, type GivenMoment } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './post.commands.ts';
import { chainScheme, post, postOf } from './post.ts';

type PostCommand = CommandOf<CommandsOf<typeof commands>>;

const community = '42/01/05/011/010/';
const section = `${community}A1/`;
const building = `${section}B07/`;
const grid = `${building}U021/G0431/`;
const at = '2012-06-30T09:00:00+08:00';
const day = '2012-06-01';
const of = (level: string) => ({ at, known: { area: { level } } });
const slot = { kind: 'building_contact', areaPath: building } as const;
const appoint = (holder: string, validFrom = day) =>
  ({ type: 'AppointToPost', ...slot, holder, validFrom }) as const;
const appointed = (holder: string, validFrom = day): PostEvent => ({
  type: 'PostAppointed',
  data: { ...slot, holder, validFrom },
});
const relieve = (holder: string, validTo = day) => ({ type: 'RelievePost', holder, validTo }) as const;
const relieved = (holder: string, validTo = day): PostEvent => ({
  type: 'PostRelieved',
  data: { ...slot, holder, validTo },
});
const chain = (holder?: string): PostEvent => ({
  type: 'ResponsibilityChainChanged',
  data: {
    ...slot,
    rung: 5,
    ...(holder === undefined ? { vacant: true } : { vacant: false, holder }),
    policy: 1,
  },
});
const held = given(post).events(appointed('h-1'), chain('h-1'));
const standards = [...leaderStandards];
const leader = { areaPath: community, holder: 'h-1', standards, validFrom: day };
const transfer = (holder: string, validFrom = day) => ({ type: 'TransferPost', holder, validFrom }) as const;

describe('P-02: posts of the chain', () => {
  test('P-02: an appointment changes the chain below its area, with one event', () => {
    given(post).when(appoint('h-1'), of('building')).then(appointed('h-1'), chain('h-1'));
  });

  test('P-02: a post is of an area that is known, on the level that the scheme gives its rung', () => {
    given(post).when(appoint('h-1'), { at }).thenRefused('P-02', 'area-unknown', 'areaPath');
    given(post).when(appoint('h-1'), of('unit')).thenRefused('P-02', 'wrong-level', 'areaPath');
    const other = chainScheme.first.rungs.map((rung) =>
      rung.kind === 'building_contact' ? { ...rung, level: 'unit' as const } : rung,
    );
    const content = { ...chainScheme.first, version: 2, rungs: other };
    const [last] = [{ ...chain('h-1').data, policy: 2 }];
    given(post)
      .when(appoint('h-1'), { ...of('unit'), policies: [[chainScheme, content]] })
      .then(appointed('h-1'), { type: 'ResponsibilityChainChanged', data: last } as PostEvent);
    const without = other.map((rung) =>
      rung.kind === 'building_contact' ? { ...rung, kind: 'director' as const } : rung,
    );
    given(post)
      .when(appoint('h-1'), { ...of('building'), policies: [[chainScheme, { ...content, rungs: without }]] })
      .thenRefused('P-02', 'no-rung', 'kind');
  });

  test('P-02: a post has one holder; who relieves him leaves a gap, which is shown and never forbidden', () => {
    held.when(appoint('h-2'), of('building')).thenRefused('P-02', 'held');
    held.when(appoint('h-1'), of('building')).thenRefused('P-02', 'holds-it', 'holder');
    held.when(relieve('h-2'), { at }).thenRefused('P-02', 'not-holder', 'holder');
    held.when(relieve('h-1'), { at }).then(relieved('h-1'), chain());
    const vacant = held.events(relieved('h-1'), chain());
    vacant.when(relieve('h-1'), { at }).thenRefused('P-02', 'not-holder', 'holder');
    vacant.when(appoint('h-2'), of('building')).then(appointed('h-2'), chain('h-2'));
  });

  test('P-02: a transfer is an end and a start at once, and one change of the chain', () => {
    held
      .when(transfer('h-2', '2012-06-15'), { at })
      .then(relieved('h-1', '2012-06-15'), appointed('h-2', '2012-06-15'), chain('h-2'));
    held.when(transfer('h-1'), { at }).thenRefused('P-02', 'holds-it', 'holder');
    held.events(relieved('h-1'), chain()).when(transfer('h-2'), { at }).thenRefused('P-02', 'not-one-holder');
  });

  test('P-02: nothing is told ahead, and no change lies before the one it follows', () => {
    const late = '2012-07-01';
    given(post).when(appoint('h-1', late), of('building')).thenRefused('P-02', 'day-ahead', 'validFrom');
    held.when(relieve('h-1', late), { at }).thenRefused('P-02', 'day-ahead', 'validTo');
    held.when(relieve('h-1', '2012-05-31'), { at }).thenRefused('P-02', 'day-too-early', 'validTo');
    held.when(transfer('h-2', '2012-05-31'), { at }).thenRefused('P-02', 'day-too-early', 'validFrom');
    const promote = { type: 'RecordPromotion', holder: 'h-1', to: 'street_team', validFrom: late } as const;
    held.when(promote, { at }).thenRefused('P-02', 'day-ahead', 'validFrom');
  });

  test.each<PostCommand>([
    transfer('h-2'),
    relieve('h-1'),
    { type: 'RecordPromotion', holder: 'h-1', to: 'street_team', validFrom: day },
  ])('P-02: $type asks for a post that has been held', (command) => {
    given(post).when(command, { at }).thenRefused('P-02', 'post-unknown');
  });

  test('P-02: a scheme has six rungs of different posts, none of larger areas than the one above it', () => {
    const { rungs } = chainScheme.first;
    const set = (changed: typeof rungs) =>
      given(chainScheme.decider).when({ content: { ...chainScheme.first, rungs: changed } });
    set(rungs).then({ type: 'ChainSchemeSet', data: chainScheme.first });
    const twice = rungs.map((rung, index) => (index === 1 ? { ...rung, kind: 'secretary' as const } : rung));
    set(twice).thenRefused('P-02', 'rung-twice', 'rungs');
    set([...rungs].reverse()).thenRefused('P-02', 'level-rises', 'rungs');
  });
});

describe('P-11: leaders and committees', () => {
  test('P-11: a secretary and a director meet every standard of a leader, also by a transfer', () => {
    const wanting = { ...leader, standards: standards.slice(1) };
    for (const type of ['AppointSecretary', 'AppointDirector'] as const)
      given(post)
        .when({ type, ...wanting }, of('community'))
        .thenRefused('P-11', 'below-standard', 'standards');
    const secretary: PostEvent = { type: 'PostAppointed', data: { kind: 'secretary', ...leader } };
    const answers = (holder: string): PostEvent => ({
      type: 'ResponsibilityChainChanged',
      data: { kind: 'secretary', areaPath: community, rung: 1, vacant: false, holder, policy: 1 },
    });
    given(post)
      .when({ type: 'AppointSecretary', ...leader }, of('community'))
      .then(secretary, answers('h-1'));
    const director: PostEvent = { type: 'PostAppointed', data: { kind: 'director', ...leader } };
    given(post)
      .when({ type: 'AppointDirector', ...leader }, of('community'))
      .then(director);
    given(post)
      .when({ type: 'AppointDirector', ...leader }, of('section'))
      .thenRefused('P-02', 'wrong-level');
    for (const first of [secretary, director])
      given(post)
        .events(first)
        .when(transfer('h-2'), { at })
        .thenRefused('P-11', 'below-standard', 'standards');
    given(post)
      .events(secretary)
      .when({ ...transfer('h-2'), standards }, { at })
      .then(
        {
          type: 'PostRelieved',
          data: { kind: 'secretary', areaPath: community, holder: 'h-1', validTo: day },
        },
        {
          type: 'PostAppointed',
          data: { kind: 'secretary', areaPath: community, holder: 'h-2', standards, validFrom: day },
        },
        answers('h-2'),
      );
  });

  test('P-11: a committee has as many elected members as seats, by the policy', () => {
    const elect = (holder: string) =>
      ({ type: 'ElectCommitteeMember', areaPath: community, holder, validFrom: day }) as const;
    const elected = (holder: string): PostEvent => ({
      type: 'CommitteeMemberElected',
      data: { areaPath: community, holder, validFrom: day },
    });
    const seats = (committeeSeats: number) => ({
      ...of('community'),
      policies: [[chainScheme, { ...chainScheme.first, committeeSeats }]] as const,
    });
    const two = given(post).events(elected('h-1'), elected('h-2'));
    two.when(elect('h-3'), seats(3)).then(elected('h-3'));
    two.when(elect('h-3'), seats(2)).thenRefused('P-11', 'no-seat-left');
    two.when(elect('h-2'), seats(3)).thenRefused('P-02', 'holds-it', 'holder');
    const nine = given(post).events(...[...'123456789'].map((n) => elected(`h-${n}`)));
    nine.when(elect('h-10'), of('community')).thenRefused('P-11', 'no-seat-left');
    two.when(relieve('h-1'), { at }).then({
      type: 'PostRelieved',
      data: { kind: 'committee_member', areaPath: community, holder: 'h-1', validTo: day },
    });
    two.when(transfer('h-3'), { at }).thenRefused('P-02', 'not-one-holder');
  });
});

test('P-17: an area is given from one officer to the next at once; taken from him, it has none', () => {
  const assign = (holder: string) =>
    ({ type: 'AssignAreaDuty', areaPath: section, holder, validFrom: day }) as const;
  const assigned = (holder: string): PostEvent => ({
    type: 'AreaDutyAssigned',
    data: { areaPath: section, holder, validFrom: day },
  });
  const end: PostEvent = {
    type: 'AreaDutyEnded',
    data: { areaPath: section, holder: 'h-1', validTo: day },
  };
  given(post).when(assign('h-1'), of('section')).then(assigned('h-1'));
  const duty = given(post).events(assigned('h-1'));
  duty.when(assign('h-2'), of('section')).then(end, assigned('h-2'));
  duty.when(relieve('h-1'), { at }).then(end);
  duty.events(end).when(assign('h-3'), of('section')).then(assigned('h-3'));
});

test('P-20: security is owned grid by grid, and passes from one owner to the next without a gap', () => {
  const assign = (holder: string) =>
    ({ type: 'AssignSecurityResponsibility', areaPath: grid, holder, validFrom: day }) as const;
  const assigned = (holder: string): PostEvent => ({
    type: 'SecurityResponsibilityAssigned',
    data: { areaPath: grid, holder, validFrom: day },
  });
  given(post).when(assign('h-1'), of('grid')).then(assigned('h-1'));
  given(post).when(assign('h-1'), of('unit')).thenRefused('P-20', 'not-a-grid', 'areaPath');
  given(post)
    .events(assigned('h-1'))
    .when(assign('h-2'), of('grid'))
    .then(
      {
        type: 'PostRelieved',
        data: { kind: 'security', areaPath: grid, holder: 'h-1', validTo: day },
      },
      assigned('h-2'),
    );
});

test('P-24: who holds a post is promoted from it', () => {
  const promote = (holder: string) =>
    ({ type: 'RecordPromotion', holder, to: 'street_team', validFrom: day }) as const;
  held
    .when(promote('h-1'), { at })
    .then({ type: 'CadrePromoted', data: { ...slot, holder: 'h-1', validFrom: day, to: 'street_team' } });
  held.when(promote('h-2'), { at }).thenRefused('P-02', 'not-holder', 'holder');
});

const holder = fc.constantFrom('h-1', 'h-2', 'h-3');
const someDay = fc.integer({ min: 1, max: 30 }).map((date) => `2012-06-${String(date).padStart(2, '0')}`);
const anything: fc.Arbitrary<PostCommand> = fc
  .tuple(fc.nat(3), holder, someDay)
  .map(([which, who, on]): PostCommand => {
    if (which === 0) return appoint(who, on);
    if (which === 1) return transfer(who, on);
    if (which === 2) return relieve(who, on);
    return { type: 'RecordPromotion', holder: who, to: 'village', validFrom: on };
  });

test('P-02: whatever is asked, one at most holds a post, and the chain tells who', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 30 }), (asked) => {
      const past: PostEvent[] = [];
      let holder: string | undefined;
      let last = '';
      for (const command of asked) {
        const moment: GivenMoment<{ area: { level: string } }> = of('building');
        const { decision } = given(post)
          .events(...past)
          .when(command, moment);
        if (decision.outcome === 'refused') continue;
        for (const event of decision.events) {
          seen.add(event.type);
          if (event.type === 'PostAppointed') {
            expect(holder).toBeUndefined();
            expect(event.data.validFrom >= last).toBe(true);
            ({ holder, validFrom: last } = event.data);
          }
          if (event.type === 'PostRelieved') {
            expect(event.data.holder).toBe(holder);
            expect(event.data.validTo >= last).toBe(true);
            last = event.data.validTo;
            holder = undefined;
          }
          if (event.type === 'CadrePromoted') expect(event.data.holder).toBe(holder);
        }
        const change = decision.events.find(({ type }) => type === 'ResponsibilityChainChanged');
        if (change?.type === 'ResponsibilityChainChanged') {
          expect(chainOf(grid, [change.data])[4]?.holder).toBe(holder);
          expect(change.data.vacant).toBe(holder === undefined);
        }
        past.push(...decision.events);
      }
    }),
  );
  expect([...seen].sort()).toEqual([
    'CadrePromoted',
    'PostAppointed',
    'PostRelieved',
    'ResponsibilityChainChanged',
  ]);
});

test('a post is named by its kind and area', () => {
  expect(postOf(slot)).toBe('building_contact-42.01.05.011.010.A1.B07');
});
