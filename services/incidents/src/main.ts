import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { IncidentsModule } from './incidents.module.ts';

await serviceMain({ name: 'incidents', module: (engines) => IncidentsModule.forRoot(engines) });
