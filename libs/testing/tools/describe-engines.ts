/** Prints, as JSON, where each engine of the tests would come from, and which servers of their own tests can start. */
import { describeEngine, describeEngines, missingRecipe } from '../src/engines/index.ts';

const engines = await Promise.all(
  (await describeEngines()).map(async (location) => {
    const missing = await missingRecipe(location.engine);
    return {
      engine: location.engine,
      line: describeEngine(location),
      missing:
        location.found === 'nowhere' ? { reason: location.reason, remedy: location.remedy } : undefined,
      missingRecipe: missing && { reason: missing.reason, remedy: missing.remedy },
    };
  }),
);
console.log(JSON.stringify(engines));
