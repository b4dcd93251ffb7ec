import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with the party's own. */
export const access: AccessDeclaration = {
  permissions: {
    'party.plan': 'establish and upgrade party organisations',
    'duty.keep': 'offer posts to members, see and keep who takes them and what is done',
    'post.keep': 'appoint to posts of areas, hand them over and relieve of them',
    'pledge.keep': 'sign agreements of co-building, keep their pledges, see the cases they may settle',
    'accountability.keep': 'see the evidence, call to account, decide, settle appeals',
    'accountability.appeal': 'appeal against a decision of accountability',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['party.plan'] },
    branch_secretary: {
      who: '党支部书记, keeps the posts of the members',
      may: ['duty.keep', 'accountability.appeal'],
    },
    discipline_inspector: {
      who: '纪检监察, calls to account and settles appeals',
      may: ['accountability.keep'],
    },
    organiser: { who: '组织委员, keeps who holds which post', may: ['post.keep'] },
    cobuild_keeper: { who: '共建联络员, keeps agreements and pledges', may: ['pledge.keep'] },
  },
};
