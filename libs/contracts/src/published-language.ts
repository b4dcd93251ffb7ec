import { definitionOf } from './registry.ts';
import { upcast } from './upcast.ts';
import { validateEvent } from './validate-event.ts';

/**
 * What a command handler has to know of the published language: stored events are folded in the latest version of their
 * type, new ones are written in it and have to keep its schema. Throws `InvalidEventData`, `UnknownEventType`.
 */
export const publishedLanguage = {
  upcast,
  versionOf: (type: string): number => definitionOf(type).version,
  validate: validateEvent,
} as const;
