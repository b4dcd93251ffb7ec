import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with places, with what is disclosed, and with the care of residents. */
export const access: AccessDeclaration = {
  permissions: {
    'area.plan': 'create, split and merge places, assign villages',
    'care.plan': 'have residents cared for, and end that',
    'care.record': 'tell that a task of care was done, and see what was missed',
    'disclosure.publish': 'publish, correct and withdraw public affairs',
    'motion.convene': 'call hearings, announce ballots and declare what was counted by hand',
    'vote.record': 'record who of a roll has voted',
    'visit.plan': 'plan who is to be visited in a month, and by whom',
    'visit.record': 'record visits, diary entries, contact acts and services of a grid',
    'request.submit': 'bring matters of residents over a channel',
    'case.handle': 'take, hand over, classify and close service cases, issue certificates, see the cases',
    'need.match': 'declare what residents need and who offers it, and match the two',
    'discipline.keep': 'record breaches of the six bans, hear appeals, see them',
    'direct_line.reply': 'see the direct line, read and answer what was written to oneself',
    'review.keep': 'review affairs and accounts as a supervision committee, and see the reviews',
    'standard.set': 'define and revise standards of services',
    'duty-list.publish': 'publish who does what between a township and its communities',
    'supervision.raise': 'tell the township of a duty that it does not keep',
    'resident.register': 'register residents and households, and say what they are',
    'resident.read': 'see who lives in an area, and with clearance and a purpose who that is',
    'supervision.keep': 'keep the records of people under supervision',
    'erasure.request': 'ask that the data of a person be erased',
    'erasure.decide': 'restrict and erase the data of a person',
  },
  roles: {
    planner: { who: '规划员, draws areas and party organisations', may: ['area.plan'] },
    care_manager: { who: '照管员, plans the care of those who need it', may: ['care.plan', 'care.record'] },
    grid_worker: {
      who: '网格员, walks the grids and reports',
      may: ['care.record', 'visit.record', 'request.submit', 'resident.register', 'resident.read'],
    },
    grid_manager: {
      who: '网格长, plans the visits of a month',
      may: ['visit.plan', 'visit.record', 'resident.read'],
    },
    supervision_officer: {
      who: '社区矫正、禁毒专干, keeps the records of people under supervision',
      may: ['supervision.keep'],
    },
    disclosure_clerk: { who: '公开专员, publishes party and village affairs', may: ['disclosure.publish'] },
    ballot_chair: { who: '会议主持人, convenes hearings and ballots', may: ['motion.convene'] },
    teller: { who: '计票人, takes the votes', may: ['vote.record'] },
    supervisor_of_affairs: {
      who: '居务（村务）监督委员会成员, reviews affairs and accounts',
      may: ['review.keep'],
    },
    standard_editor: { who: '民政标准化专员, sets standards of services', may: ['standard.set'] },
    township_clerk: { who: '街道办工作人员, publishes lists of duties', may: ['duty-list.publish'] },
    community_director: { who: '社区居委会主任, speaks for the community', may: ['supervision.raise'] },
    service_desk: {
      who: '便民服务窗口, takes what residents ask for',
      may: ['erasure.request', 'request.submit', 'case.handle', 'need.match'],
    },
    conduct_inspector: {
      who: '作风督查员, records breaches of the six bans and hears appeals',
      may: ['discipline.keep'],
    },
    community_leader: {
      who: '社区书记、主任, answers the direct line',
      may: ['direct_line.reply', 'case.handle'],
    },
    privacy_officer: {
      who: '个人信息保护负责人, answers persons for their data',
      may: ['erasure.decide', 'access.read'],
    },
  },
};
