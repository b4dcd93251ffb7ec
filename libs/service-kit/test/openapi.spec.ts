import { afterEach, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createLocalIssuer, createLogger, createServiceApp, Public } from '../src/index.ts';
import { startSample, type Sample } from './start-sample.ts';

let sample: Sample | undefined;
afterEach(async () => {
  await sample?.app.stop();
  sample = undefined;
});

describe('the API description', () => {
  test('is valid OpenAPI 3.1 and holds every route with its problems', async () => {
    sample = await startSample();
    const document = (await (await fetch(`${sample.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          {
            responses: object;
            security?: unknown;
            parameters: { name: string; in: string; schema: object }[];
          }
        >
      >;
      components: { schemas: Record<string, { required?: string[]; properties: Record<string, object> }> };
    };
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result).toEqual({ valid: true });
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/metrics',
      '/openapi.json',
      '/v1/samples',
      '/v1/samples/full',
      '/v1/samples/open',
      '/v1/samples/undeclared',
      '/v1/samples/{id}',
    ]);
    const command = document.paths['/v1/samples']?.['post'];
    expect(Object.keys(command?.responses ?? {})).toEqual(
      expect.arrayContaining([
        '200',
        '201',
        '400',
        '401',
        '403',
        '409',
        '412',
        '422',
        '429',
        '500',
        '503',
        '507',
      ]),
    );
    expect(command?.security).toEqual([{ bearer: [] }]);
    expect(command?.parameters.map(({ name }) => name)).toEqual(['Idempotency-Key', 'If-Match']);
  });

  test('is refused, and the start with it, where a route has no id of its own', async () => {
    @Controller('v1/nameless')
    class NamelessController {
      @Get()
      @Public()
      read() {
        return {};
      }
    }
    @Module({ controllers: [NamelessController] })
    class NamelessModule {}
    const issuer = await createLocalIssuer();
    await expect(
      createServiceApp({
        name: 'nameless',
        tenant: 'test',
        module: NamelessModule,
        auth: issuer.auth,
        logger: createLogger({ service: 'nameless', level: 'silent' }),
      }),
    ).rejects.toThrow('/v1/nameless has a route without an operationId');
  });

  test('says of every field what its rules enforce', async () => {
    sample = await startSample();
    const { components, paths } = (await (await fetch(`${sample.url}/openapi.json`)).json()) as {
      components: { schemas: Record<string, object> };
      paths: Record<string, { get: { parameters: object[] } }>;
    };
    expect(components.schemas['ReportBody']).toMatchObject({
      required: ['text', 'areaPath', 'severity'],
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 200 },
        areaPath: { type: 'string', pattern: '^([0-9A-Za-z]+\\/)+$' },
        severity: { enum: ['normal', 'urgent'] },
        point: { $ref: '#/components/schemas/PointBody' },
      },
    });
    expect(components.schemas['PointBody']).toMatchObject({
      properties: { lon: { type: 'number', minimum: -180, maximum: 180 } },
    });
    expect(paths['/v1/samples']?.get.parameters).toEqual([
      expect.objectContaining({
        name: 'limit',
        in: 'query',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 500 },
      }),
    ]);
  });
});
