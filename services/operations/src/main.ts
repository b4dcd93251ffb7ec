import { readerMain } from '@linli/service-kit';
import { OperationsModule } from './operations.module.ts';
import { settings } from './settings.ts';

/** Starts the operations centre alone: it tails the logs that `EVENT_BUS_URL` names. */
await readerMain({
  name: 'operations',
  version: '0.1.0',
  configuration: settings,
  module: (engines, { CITY_NAME, CITY_AREA }) =>
    OperationsModule.forRoot(engines, { city: { name: CITY_NAME, areaPath: CITY_AREA } }),
});
