import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NeedEvent, OfferEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { ResidentsModule } from '../residents.module.ts';
import type * as commands from './need.commands.ts';
import { need } from './need.ts';
import { offer } from './offer.ts';

const community = '42/01/05/011/010/';
const grid = `${community}A1/B07/U021/G0431/`;
const resident = '0198c0de-0000-7000-8000-000000000002';
const wanted = { category: 'elderly_care', resident, areaPath: grid, text: '想有人陪' } as const;
const declare = { type: 'DeclareNeed', ...wanted } as const;
const declared: NeedEvent = { type: 'NeedDeclared', data: wanted };
const match = { type: 'MatchNeed', offer: 'o-1' } as const;
const matched: NeedEvent = { type: 'NeedMatched', data: { offer: 'o-1' } };
const service = { category: 'elderly_care', provider: 'clinic-2', areaPath: community } as const;
const offered: OfferEvent = { type: 'ServiceOffered', data: service };
const known = { offer: { category: 'elderly_care', areaPath: community } };

describe('R-45: needs and offers', () => {
  test('R-45: a need is declared once, and an offer is made once', () => {
    given(need).when(declare).then(declared);
    given(need).events(declared).when(declare).thenRefused('R-45', 'declared-before');
    given(offer)
      .when({ type: 'OfferService', ...service })
      .then(offered);
    given(offer)
      .events(offered)
      .when({ type: 'OfferService', ...service })
      .thenRefused('R-45', 'offered-before');
  });

  test('R-45: a need is met once, by an offer that is known', () => {
    const open = given(need).events(declared);
    open.when(match, { known }).then(matched);
    open.when(match).thenRefused('R-45', 'offer-unknown', 'offer');
    open.events(matched).when(match, { known }).thenRefused('R-45', 'matched-before');
    given(need).when(match, { known }).thenRefused('R-45', 'need-unknown');
  });

  test('R-45: an offer is aimed at the need: of its category, and where it is', () => {
    const open = given(need).events(declared);
    const by = (offer: object) => ({ known: { offer: { ...known.offer, ...offer } } });
    open.when(match, by({ category: 'fitness' })).thenRefused('R-45', 'other-category', 'offer');
    open.when(match, by({ areaPath: '42/01/06/' })).thenRefused('R-45', 'other-area', 'offer');
    open.when(match, by({ areaPath: grid })).then(matched);
  });

  test('R-45: whatever is asked, a need is declared once and met once at most', () => {
    const category = fc.constantFrom('elderly_care' as const, 'fitness' as const);
    const asked: fc.Arbitrary<CommandOf<CommandsOf<typeof commands>>> = fc.oneof(
      category.map((category) => ({ ...declare, category })),
      fc.constant(match),
    );
    let times = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(asked, category), { minLength: 4, maxLength: 12 }), (history) => {
        let folded = need.decider.initialState;
        const types: string[] = [];
        for (const [command, category] of history) {
          const decision = need.decider.decide(
            {
              ...{
                id: 'n-1',
                command,
                at: 0,
                by: { subject: 'someone', roles: [] },
                policies: policiesOf([]),
              },
              known: { offer: { category, areaPath: community } },
            },
            folded,
          );
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            if (event.type === 'NeedMatched') expect(folded.state.category).toBe(category);
            types.push(event.type);
            folded = need.decider.evolve(folded, event);
          }
        }
        expect(['', 'NeedDeclared', 'NeedDeclared,NeedMatched']).toContain(types.join());
        times += types.length > 1 ? 1 : 0;
      }),
    );
    expect(times).toBeGreaterThan(0);
  });
});

let city: RunningContext;
beforeAll(async () => {
  city = await runContext(ResidentsModule);
});
afterAll(() => city.stop());

test('R-45: needs that nothing has met yet are listed by category and grid', async () => {
  const as = { roles: ['service_desk'], areas: [community] } as const;
  const declareIn = async (areaPath: string, category: string) =>
    (await city.post('/v1/needs', { ...wanted, areaPath, category }, { as })).body;
  const idOf = (streamId: unknown) => need.idOf(String(streamId)) as string;
  const second = await declareIn(`${community}A1/B08/`, 'elderly_care');
  const first = await declareIn(grid, 'elderly_care');
  const met = await declareIn(grid, 'elderly_care');
  await declareIn(grid, 'fitness');
  const { body: offering } = await city.post('/v1/offers', service, { as });
  const path = `/v1/needs/${idOf(met['streamId'])}/match`;
  const answer = await city.post(path, { offer: offer.idOf(String(offering['streamId'])) }, { as });
  expect(answer.status).toBe(201);
  const after = String(answer.body['position']);
  const unmet = `/v1/needs?area=${community}&category=elderly_care&state=unmatched&after=${after}`;
  expect((await city.get(unmet, as)).body['items']).toMatchObject([
    { id: idOf(first['streamId']), areaPath: grid, text: '[sealed]' },
    { id: idOf(second['streamId']) },
  ]);
  expect((await city.get(`/v1/offers?area=${community}&after=${after}`, as)).body['items']).toMatchObject([
    service,
  ]);
  expect(await city.post('/v1/needs/none/match', { offer: 'none' }, { as })).toMatchObject({
    status: 404,
    body: { code: 'need-unknown' },
  });
});
