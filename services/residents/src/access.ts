import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places and with what is disclosed. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
    'motion.convene': 'call hearings, announce ballots and declare what was counted by hand',
    'vote.record': 'record who of a roll has voted',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
    ballot_chair: { who: '会议主持人, convenes hearings and ballots', may: ['motion.convene'] },
    teller: { who: '计票人, takes the votes', may: ['vote.record'] },
  },
};
