import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places and with what is disclosed. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
    'request.submit': 'bring matters of residents over a channel',
    'case.handle': 'take, hand over, classify and close service cases, issue certificates, see the cases',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
    grid_worker: { who: '网格员, walks the grids and reports', may: ['request.submit'] },
    hall_clerk: {
      who: '服务大厅窗口人员, takes requests and settles them',
      may: ['request.submit', 'case.handle'],
    },
  },
};
