import { residentsPolicyEvents } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

const moreThanHalf = { part: 1, of: 2, reached: 'more_than' } as const;
const twoThirds = { part: 2, of: 3, reached: 'at_least' } as const;
const threeQuarters = { part: 3, of: 4, reached: 'at_least' } as const;

/**
 * What is heard and voted on, and how many are enough. The matters are those of the seed (拆迁安置, 资产处置, 产业发展,
 * 选举换届, 社会管理) and of articles 23 and 24 of the Organic Law of the Villagers' Committees; quorum, majority and ten
 * days of notice are those of its articles 21 and 22, and of article 278 of the Civil Code for owners.
 */
export const ballotRules = versionedPolicy('ballot-rules', residentsPolicyEvents.BallotRulesSet, {
  row: 'R-21',
  judges: 'opening',
  first: {
    version: 1,
    noticeDays: 10,
    graceSeconds: 60,
    matters: [
      ...['relocation', 'asset_disposal', 'industry', 'land_compensation', 'collective_income'].map(
        (matter) => ({ matter, heard: true, rules: ['villagers' as const, 'households' as const] }),
      ),
      { matter: 'social_management', heard: true, rules: ['villagers', 'households'] },
      { matter: 'election', heard: false, rules: ['villagers'] },
      { matter: 'estate_management', heard: false, rules: ['owners'] },
      ...['repair_fund_raising', 'rebuilding', 'change_of_use'].map((matter) => ({
        matter,
        heard: false,
        rules: ['owners_grave' as const],
      })),
    ],
    rules: [
      { rule: 'villagers', byArea: false, quorum: moreThanHalf, majority: moreThanHalf },
      { rule: 'households', byArea: false, quorum: twoThirds, majority: moreThanHalf },
      { rule: 'owners', byArea: true, quorum: twoThirds, majority: moreThanHalf },
      { rule: 'owners_grave', byArea: true, quorum: twoThirds, majority: threeQuarters },
    ],
  },
  fault({ matters, rules }) {
    const twice =
      firstDouble(matters.map(({ matter }) => matter)) ?? firstDouble(rules.map(({ rule }) => rule));
    if (twice !== undefined) return refuse('R-21', 'rule-twice', `${twice} stands in the rules twice`);
    const unruled = matters
      .flatMap((one) => one.rules)
      .find((one) => !rules.some(({ rule }) => rule === one));
    if (unruled === undefined) return undefined;
    return refuse('R-21', 'rule-missing', `the rules do not say how ${unruled} vote`, 'rules');
  },
});
