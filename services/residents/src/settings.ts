import { Type } from 'typebox';

/** Besides those of every service. */
export const settings = Type.Object({
  SEED_COMMUNITY: Type.Enum(['none', 'jiangxinyuan'], {
    default: 'none',
    description:
      'Community to found at the start, with its district, sections, buildings and grids; what stands already is left as it is.',
  }),
});
