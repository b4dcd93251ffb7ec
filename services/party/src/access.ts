import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with the party's own. */
export const access: AccessDeclaration = {
  permissions: { 'party.plan': 'establish and upgrade party organisations' },
  roles: { planner: { who: '规划员, draws areas and party organisations', may: ['party.plan'] } },
};
