import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiTags, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Public } from '../auth/access.ts';
import { describeProblems } from './describe-problems.ts';
import { describeRequests } from './describe-requests.ts';

/** The OpenAPI 3.1 document of all routes of an application, whichever services live in it. */
export function describeApi(
  nest: NestFastifyApplication,
  about: { readonly name: string; readonly version: string },
): OpenAPIObject {
  describeRequests();
  const config = new DocumentBuilder()
    .setTitle(`Linli ${about.name}`)
    .setDescription(
      'Commands carry an Idempotency-Key and answer with the position they were recorded at; errors are RFC 9457 problems.',
    )
    .setVersion(about.version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  return describeProblems(SwaggerModule.createDocument(nest, config));
}

/** Holds the document once the routes are known. */
@Injectable()
export class ApiDescription {
  document: OpenAPIObject | undefined;
}

@ApiTags('health')
@Controller()
export class OpenApiController {
  readonly #description: ApiDescription;

  constructor(@Inject(ApiDescription) description: ApiDescription) {
    this.#description = description;
  }

  /** This document. */
  @Get('openapi.json')
  @Public()
  @ApiOkResponse({ description: 'The OpenAPI document.', schema: { type: 'object' } })
  read(): OpenAPIObject | undefined {
    return this.#description.document;
  }
}
