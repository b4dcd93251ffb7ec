/** One real endpoint to throw garbage at. */
export interface GarbageRoute {
  readonly method: string;
  /** Template: `/v1/incidents/{id}/close`. */
  readonly path: string;
  /** Names of declared query parameters. */
  readonly query: readonly string[];
  readonly public: boolean;
  /** Takes an Idempotency-Key. */
  readonly command: boolean;
  /** JSON Schema of the body, references resolved; undefined when it takes none. */
  readonly body?: JsonSchema;
  /** By status of success, by media type, the schema of the answer; no media type: an answer without a body. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly example?: unknown;
  readonly $ref?: string;
  readonly allOf?: readonly JsonSchema[];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> };
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema } | undefined>>;
  };
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> }>
  >;
  readonly 'x-access'?: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const DEEPEST_REFERENCE = 8;

/** Every endpoint of an application, found in the OpenAPI document it serves. */
export function routesOf(document: object): readonly GarbageRoute[] {
  const { paths, components } = document as OpenApi;
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) return [];
      const parameters = operation.parameters ?? [];
      const body = operation.requestBody?.content?.['application/json']?.schema;
      return [
        {
          method: method.toUpperCase(),
          path,
          query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
          public: operation['x-access'] === 'public',
          command: parameters.some(({ name }) => name === 'Idempotency-Key'),
          ...(body === undefined ? {} : { body: resolve(body, components?.schemas ?? {}, 0) }),
          answers: answersOf(operation, components?.schemas ?? {}),
        },
      ];
    }),
  );
}

function answersOf(
  { responses = {} }: Operation,
  schemas: Readonly<Record<string, JsonSchema>>,
): GarbageRoute['answers'] {
  return Object.fromEntries(
    Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .map(([status, { content = {} }]) => [
        status,
        Object.fromEntries(
          Object.entries(content).map(([type, { schema = {} }]) => [type, resolve(schema, schemas, 0)]),
        ),
      ]),
  );
}

function resolve(
  schema: JsonSchema,
  schemas: Readonly<Record<string, JsonSchema>>,
  depth: number,
): JsonSchema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (depth > DEEPEST_REFERENCE) return {};
  if (reference !== undefined) {
    return resolve(schemas[reference.slice(reference.lastIndexOf('/') + 1)] ?? {}, schemas, depth + 1);
  }
  return {
    ...schema,
    ...(schema.items === undefined ? {} : { items: resolve(schema.items, schemas, depth + 1) }),
    ...(schema.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(schema.properties).map(([name, inner]) => [
              name,
              resolve(inner, schemas, depth + 1),
            ]),
          ),
        }),
  };
}
