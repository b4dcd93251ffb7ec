import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { Type } from 'typebox';
import { ResidentsModule } from './residents.module.ts';

await serviceMain({
  name: 'residents',
  configuration: Type.Object({
    SEED_COMMUNITY: Type.Enum(['none', 'jiangxinyuan'], {
      default: 'none',
      description:
        'Community to found at the start, with its district, sections, buildings and grids; what stands already is left as it is.',
    }),
  }),
  module: (engines, { SEED_COMMUNITY }) =>
    ResidentsModule.forRoot(engines, SEED_COMMUNITY === 'none' ? {} : { seed: SEED_COMMUNITY }),
});
