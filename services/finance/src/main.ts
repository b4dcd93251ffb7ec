import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { FinanceModule } from './finance.module.ts';

await serviceMain({
  name: 'finance',
  module: (engines) => FinanceModule.forRoot(engines),
});
