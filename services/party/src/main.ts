import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { Type } from 'typebox';
import { PartyModule } from './party.module.ts';

await serviceMain({
  name: 'party',
  configuration: Type.Object({
    SEED_COMMUNITY: Type.Enum(['none', 'jiangxinyuan'], {
      default: 'none',
      description:
        'Community whose party organisations to establish at the start; those that stand already are left as they are.',
    }),
  }),
  module: (engines, { SEED_COMMUNITY }) =>
    PartyModule.forRoot(engines, SEED_COMMUNITY === 'none' ? {} : { seed: SEED_COMMUNITY }),
});
