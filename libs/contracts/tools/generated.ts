import type { EventDefinition } from '../src/define-events.ts';
import { asyncApi } from './asyncapi.ts';
import { eventsPage } from './events-page.ts';
import type { Release } from './released.ts';

/** The generated documents by file name below `generated`. */
export function generatedFiles(
  definitions: readonly EventDefinition[],
  releases: readonly Release[],
): ReadonlyMap<string, string> {
  return new Map([
    ['asyncapi.json', `${JSON.stringify(asyncApi(definitions, releases), undefined, 2)}\n`],
    ['events.md', eventsPage(definitions)],
  ]);
}
