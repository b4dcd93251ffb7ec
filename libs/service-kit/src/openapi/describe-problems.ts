import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '../problems/problem.ts';

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable name; what programs switch on.' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Id of this very request, as the log has it.' },
    rule: { type: 'string', description: 'Rule that refused the command.' },
    field: { type: 'string', description: 'Field at fault.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string' },
          rule: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
} as const;

const COMMAND_ANSWER_SCHEMA = {
  type: 'object',
  required: ['outcome', 'streamId', 'revision', 'position'],
  properties: {
    outcome: { type: 'string', enum: ['recorded', 'repeated', 'unchanged'] },
    streamId: { type: 'string' },
    revision: { type: 'integer', description: 'Also the ETag.' },
    position: { type: 'string', description: 'To wait for with `after=`.', examples: ['incidents:184203'] },
    note: {
      type: 'string',
      description: 'What the sender has to know: it was told before under another key.',
    },
  },
  additionalProperties: { type: 'string', description: 'By what else the stream is known: `ticket`.' },
} as const;

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[];
  readonly requestBody?: unknown;
  readonly responses: Record<string, unknown>;
  readonly 'x-access'?: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Adds what every operation answers besides its result: the problems it can end in, and a command's outcome. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    schemas: {
      ...document.components?.schemas,
      Problem: PROBLEM_SCHEMA as never,
      CommandAnswer: COMMAND_ANSWER_SCHEMA as never,
    },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as Operation | undefined;
      if (operation !== undefined) complete(operation);
    }
  }
  return document;
}

function complete(operation: Operation): void {
  const command = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
  const input = command || operation.requestBody !== undefined || (operation.parameters?.length ?? 0) > 0;
  const statuses = [
    ...(input ? [400] : []),
    ...(operation['x-access'] === 'public' ? [] : [401, 403]),
    ...(command ? [409, 412, 413, 415, 422, 507] : []),
    429,
    500,
    503,
  ];
  if (command) {
    operation.responses['200'] = commandAnswer('Nothing new: the command was repeated or changed nothing.');
    operation.responses['201'] = commandAnswer('Recorded.');
  }
  for (const status of statuses) {
    operation.responses[status] ??= {
      description: 'Problem.',
      content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

function commandAnswer(description: string): object {
  return {
    description,
    headers: { ETag: { description: 'Revision of the stream.', schema: { type: 'string' } } },
    content: { 'application/json': { schema: { $ref: '#/components/schemas/CommandAnswer' } } },
  };
}
