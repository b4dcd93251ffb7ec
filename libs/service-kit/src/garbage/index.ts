export { garbageSuite, type GarbageCase } from './garbage-suite.ts';
export type { GarbageTarget } from './exchange.ts';
export { routesOf, type GarbageRoute, type JsonSchema } from './routes-of.ts';
export { assertDescribed } from './described-answer.ts';
export { descriptionSuite } from './description-suite.ts';
export { undescribedRoutes } from '../openapi/serve-openapi.ts';
