import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with an incident: the command centre sends, units work, the supervision centre judges (B-5.2). */
export const access: AccessDeclaration = {
  permissions: {
    'incident.report': 'report an incident',
    'incident.triage': 'classify and locate it',
    'incident.route': 'settle which unit leads',
    'incident.dispatch': 'give its task to a unit',
    'incident.park': 'let it wait and go on with it',
    'incident.check': 'check whether it was dealt with',
    'incident.close': 'close it after the check',
    'incident.void': 'close it without handling',
    'street.keep': 'keep the chiefs of streets and the bodies of estates',
    'patrol.keep': 'log what a patrol has seen, what words came to, and report it to the enforcement',
    'patrol.track': 'say where a patrol is',
    'patrol.watch': 'see where patrols are and were',
    'task.accept': 'take a task on for the own unit',
    'task.return': 'give a task back with a reason',
    'task.complete': 'say that a task is done',
    'order.receive': 'record what an upper level gives a community to do',
    'order.execute': 'share an order out to units and prove that it is done',
  },
  roles: {
    grid_worker: { who: '网格员, walks the grids and reports', may: ['incident.report'] },
    patroller: { who: '巡查员, goes his rounds and speaks to people', may: ['patrol.keep', 'patrol.track'] },
    dispatcher: {
      who: '指挥中心坐席, receives, judges, sends',
      may: ['incident.triage', 'incident.route', 'incident.dispatch', 'incident.park', 'patrol.watch'],
    },
    street_office: { who: '街道办, keeps who answers for streets and estates', may: ['street.keep'] },
    handler: {
      who: '处置人员, acts for the unit of the token and for no other',
      may: ['task.accept', 'task.return', 'task.complete'],
    },
    supervisor: {
      who: '核查员, looks whether it was done',
      may: ['incident.check', 'incident.close', 'incident.void'],
    },
    order_clerk: { who: '社区收文员, receives the orders of upper levels', may: ['order.receive'] },
    community_officer: { who: '社区干事, shares orders out and proves them', may: ['order.execute'] },
  },
};
