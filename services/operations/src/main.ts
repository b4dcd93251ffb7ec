import { readerMain } from '@linli/service-kit';
import { Type } from 'typebox';
import { OperationsModule } from './operations.module.ts';

/** Starts the operations centre alone: it tails the logs that `EVENT_BUS_URL` names. */
await readerMain({
  name: 'operations',
  version: '0.1.0',
  configuration: Type.Object({
    CITY_NAME: Type.String({ minLength: 1, default: '邻里', description: 'what the screens call the city' }),
    CITY_AREA: Type.String({
      pattern: '^([0-9A-Za-z]+/)*$',
      default: '',
      description: 'area path of the city; empty when the logs hold nothing but it',
    }),
  }),
  module: (engines, { CITY_NAME, CITY_AREA }) =>
    OperationsModule.forRoot(engines, { city: { name: CITY_NAME, areaPath: CITY_AREA } }),
});
