import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

export function describeApi(
  nest: NestFastifyApplication,
  about: { name: string; version: string },
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(`Linli ${about.name}`)
    .setVersion(about.version)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  return SwaggerModule.createDocument(nest, config);
}

export function serveOpenApi(nest: NestFastifyApplication, about: { name: string; version: string }): void {
  let document: OpenAPIObject | undefined;
  nest.getHttpAdapter().get('/openapi.json', (_request: unknown, reply: { send(body: unknown): void }) => {
    document ??= describeApi(nest, about);
    reply.send(document);
  });
}
