import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { ResidentsModule } from './residents.module.ts';
import { settings } from './settings.ts';

await serviceMain({
  name: 'residents',
  configuration: settings,
  module: (engines, { SEED_COMMUNITY }) =>
    ResidentsModule.forRoot(engines, SEED_COMMUNITY === 'none' ? {} : { seed: SEED_COMMUNITY }),
});
