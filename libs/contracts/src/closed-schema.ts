/** A JSON Schema as data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The schema that a producer has to keep: as published, but no object takes a property that is not named and no
 * extensible enumeration takes a value that is not listed. The published schema stays open, so that a reader of today
 * takes an event of tomorrow; without the closed one a misspelled optional field would pass unseen.
 */
export function closedSchema(schema: JsonSchema): JsonSchema {
  const closed: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') closed[keyword] = closedMap(value as Record<string, JsonSchema>);
    else if (keyword === 'items') closed[keyword] = closedSchema(value as JsonSchema);
    else if (keyword === 'anyOf') closed[keyword] = (value as JsonSchema[]).map(closedSchema);
    else if (keyword === 'x-extensible-enum') closed['enum'] = value;
    else closed[keyword] = value;
  }
  if ('properties' in closed && !('additionalProperties' in closed)) closed['additionalProperties'] = false;
  return closed;
}

function closedMap(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, closedSchema(value)]));
}
