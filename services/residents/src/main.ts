import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { ResidentsModule } from './residents.module.ts';

await serviceMain({ name: 'residents', module: (engines) => ResidentsModule.forRoot(engines) });
