import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places and with what is disclosed. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
  },
};
