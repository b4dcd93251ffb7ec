import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with public money. */
export const access: AccessDeclaration = {
  permissions: {
    'fund.allocate': 'give budget lines money, and close years',
    'fund.approve': 'approve that money of a line that is kept apart goes to another',
    'ledger.publish': 'publish what stands in the accounts of a fund',
    'fund.spend': 'set money of a line aside and pay it',
    'transfer.record': 'record money of upper tiers',
    'duty-matrix.set': 'publish which tier decides, provides and pays, and move duties',
    'task.delegate': 'delegate tasks to communities, with powers',
    'task.answer': 'take a delegated task on or refuse it',
    'compensation.propose': 'record compensation for land and propose what it is used for',
    'compensation.approve': 'approve an allocation by a motion that was carried on it',
    'collective.record': 'record what a collective has, owes and owns',
    'share.record': 'issue and transfer shares of a collective, see what holders are paid',
    'dividend.declare': 'declare dividends',
    'compensation.import': 'import what was decided before there were motions',
    'pay.scale': 'set pay scales, and put workers on higher steps of them',
    'pay.index': 'record what pay follows, and work its index out',
    'pay.run': 'reckon the pay of workers who are not assessed',
    'pay.out': 'say that workers have been paid',
    'pay.read': 'see payslips and adjustments, under pseudonyms',
  },
  roles: {
    treasurer: {
      who: '财政所, holds the budgets of the communities',
      may: ['fund.allocate', 'transfer.record', 'pay.scale', 'pay.index', 'pay.read'],
    },
    budget_approver: { who: '预算审批人, approves what is taken from a line', may: ['fund.approve'] },
    payroll_clerk: {
      who: '工资核算员, reckons pay and pays it out',
      may: ['pay.run', 'pay.out', 'pay.read'],
    },
    accountant: { who: '社区报账员, pays for the community', may: ['fund.spend', 'ledger.publish'] },
    duty_editor: { who: '编办工作人员, divides duties between tiers', may: ['duty-matrix.set'] },
    task_giver: { who: '上级部门经办人, delegates tasks', may: ['task.delegate'] },
    community_director: { who: '社区居委会主任, speaks for the community', may: ['task.answer'] },
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
