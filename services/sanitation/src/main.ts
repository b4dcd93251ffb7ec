import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { SanitationModule } from './sanitation.module.ts';

await serviceMain({
  name: 'sanitation',
  module: (engines) => SanitationModule.forRoot(engines),
});
