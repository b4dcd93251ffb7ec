import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with public money. */
export const access: AccessDeclaration = {
  permissions: {
    'fund.allocate': 'give budget lines money, and close years',
    'fund.approve': 'approve that money of a line that is kept apart goes to another',
    'ledger.publish': 'publish what stands in the accounts of a fund',
    'fund.spend': 'set money of a line aside and pay it',
    'compensation.propose': 'record compensation for land and propose what it is used for',
    'compensation.approve': 'approve an allocation by a motion that was carried on it',
    'collective.record': 'record what a collective has, owes and owns',
    'share.record': 'issue and transfer shares of a collective, see what holders are paid',
    'dividend.declare': 'declare dividends',
    'compensation.import': 'import what was decided before there were motions',
  },
  roles: {
    treasurer: { who: '财政所, holds the budgets of the communities', may: ['fund.allocate'] },
    budget_approver: { who: '预算审批人, approves what is taken from a line', may: ['fund.approve'] },
    accountant: { who: '社区报账员, pays for the community', may: ['fund.spend', 'ledger.publish'] },
    collective_clerk: {
      who: '集体资产管理员, keeps the money, assets and shares of a collective',
      may: [
        'compensation.propose',
        'compensation.approve',
        'collective.record',
        'share.record',
        'dividend.declare',
      ],
    },
    archivist: { who: '档案员, imports what is older than the log', may: ['compensation.import'] },
  },
};
