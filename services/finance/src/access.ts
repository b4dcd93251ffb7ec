import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with public money. */
export const access: AccessDeclaration = {
  permissions: {
    'fund.allocate': 'give budget lines money, and close years',
    'fund.approve': 'approve that money of a line that is kept apart goes to another',
    'ledger.publish': 'publish what stands in the accounts of a fund',
    'fund.spend': 'set money of a line aside and pay it',
  },
  roles: {
    treasurer: { who: '财政所, holds the budgets of the communities', may: ['fund.allocate'] },
    budget_approver: { who: '预算审批人, approves what is taken from a line', may: ['fund.approve'] },
    accountant: { who: '社区报账员, pays for the community', may: ['fund.spend', 'ledger.publish'] },
  },
};
