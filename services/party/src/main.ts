import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { PartyModule } from './party.module.ts';
import { settings } from './settings.ts';

await serviceMain({
  name: 'party',
  configuration: settings,
  module: (engines, { SEED_COMMUNITY }) =>
    PartyModule.forRoot(engines, SEED_COMMUNITY === 'none' ? {} : { seed: SEED_COMMUNITY }),
});
