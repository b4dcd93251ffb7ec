import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places, with what is disclosed, and with the care of residents. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'care.plan': 'have residents cared for, and end that',
    'care.record': 'tell that a task of care was done, and see what was missed',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
    'visit.plan': 'plan who is to be visited in a month, and by whom',
    'visit.record': 'record visits, diary entries, contact acts and services of a grid',
    'erasure.request': 'ask that the data of a person be erased',
    'erasure.decide': 'restrict and erase the data of a person',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    care_manager: { who: '照管员, plans the care of those who need it', may: ['care.plan', 'care.record'] },
    grid_worker: { who: '网格员, walks the grids and reports', may: ['care.record', 'visit.record'] },
    grid_manager: { who: '网格长, plans the visits of a month', may: ['visit.plan', 'visit.record'] },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
    service_desk: { who: '便民服务窗口, takes what residents ask for', may: ['erasure.request'] },
    privacy_officer: {
      who: '个人信息保护负责人, answers persons for their data',
      may: ['erasure.decide', 'access.read'],
    },
  },
};
