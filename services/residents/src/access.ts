import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places and with what is disclosed. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
    'erasure.request': 'ask that the data of a person be erased',
    'erasure.decide': 'restrict and erase the data of a person',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
    service_desk: { who: '便民服务窗口, takes what residents ask for', may: ['erasure.request'] },
    privacy_officer: {
      who: '个人信息保护负责人, answers persons for their data',
      may: ['erasure.decide', 'access.read'],
    },
  },
};
