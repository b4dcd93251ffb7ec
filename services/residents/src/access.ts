import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places and with what is disclosed. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
    'review.keep': 'review affairs and accounts as a supervision committee, and see the reviews',
    'standard.set': 'define and revise standards of services',
    'duty-list.publish': 'publish who does what between a township and its communities',
    'supervision.raise': 'tell the township of a duty that it does not keep',
    'erasure.request': 'ask that the data of a person be erased',
    'erasure.decide': 'restrict and erase the data of a person',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
    supervisor_of_affairs: {
      who: '居务（村务）监督委员会成员, reviews affairs and accounts',
      may: ['review.keep'],
    },
    standard_editor: { who: '民政标准化专员, sets standards of services', may: ['standard.set'] },
    township_clerk: { who: '街道办工作人员, publishes lists of duties', may: ['duty-list.publish'] },
    community_director: { who: '社区居委会主任, speaks for the community', may: ['supervision.raise'] },
    service_desk: { who: '便民服务窗口, takes what residents ask for', may: ['erasure.request'] },
    privacy_officer: {
      who: '个人信息保护负责人, answers persons for their data',
      may: ['erasure.decide', 'access.read'],
    },
  },
};
