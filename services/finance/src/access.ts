import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with public money. */
export const access: AccessDeclaration = {
  permissions: {
    'fund.allocate': 'give budget lines money, and close years',
    'fund.approve': 'approve that money of a line that is kept apart goes to another',
    'ledger.publish': 'publish what stands in the accounts of a fund',
    'fund.spend': 'set money of a line aside and pay it',
    'pay.scale': 'set pay scales, and put workers on higher steps of them',
    'pay.index': 'record what pay follows, and work its index out',
    'pay.run': 'reckon the pay of workers who are not assessed',
    'pay.out': 'say that workers have been paid',
    'pay.read': 'see payslips and adjustments, under pseudonyms',
  },
  roles: {
    treasurer: {
      who: '财政所, holds the budgets of the communities',
      may: ['fund.allocate', 'pay.scale', 'pay.index', 'pay.read'],
    },
    budget_approver: { who: '预算审批人, approves what is taken from a line', may: ['fund.approve'] },
    payroll_clerk: {
      who: '工资核算员, reckons pay and pays it out',
      may: ['pay.run', 'pay.out', 'pay.read'],
    },
    accountant: { who: '社区报账员, pays for the community', may: ['fund.spend', 'ledger.publish'] },
  },
};
