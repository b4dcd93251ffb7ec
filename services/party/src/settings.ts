import { Type } from 'typebox';

/** Besides those of every service. */
export const settings = Type.Object({
  SEED_COMMUNITY: Type.Enum(['none', 'jiangxinyuan'], {
    default: 'none',
    description:
      'Community whose party organisations to establish at the start; those that stand already are left as they are.',
  }),
});
