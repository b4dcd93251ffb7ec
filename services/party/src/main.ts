import 'reflect-metadata';
import { serviceMain } from '@linli/service-kit';
import { PartyModule } from './party.module.ts';

await serviceMain({ name: 'party', module: (engines) => PartyModule.forRoot(engines) });
