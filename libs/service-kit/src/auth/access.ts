import { createParamDecorator, SetMetadata, applyDecorators, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import { unauthenticated } from './unauthenticated.ts';
import type { Permission } from './roles.ts';

export const ACCESS = 'linli:access';

/** What a route asks of its caller. A route that says nothing is closed to everybody. */
export type Access = 'public' | Permission;

/** Open to anyone: health, metrics, the API description. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata<string, Access>(ACCESS, 'public'), ApiExtension('x-access', 'public'));
}

/** Open to callers whose roles grant this permission; where it may be used is asked by `requireArea`. */
export function Requires(permission: Permission): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata<string, Access>(ACCESS, permission),
    ApiBearerAuth('bearer'),
    ApiExtension('x-access', permission),
  );
}

/** The verified caller of the request; 401 where the route is public and nobody has signed in. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return callerOfRequest(context.switchToHttp().getRequest<FastifyRequest>());
});

export function callerOfRequest(request: FastifyRequest): Caller {
  if (request.caller === null) throw unauthenticated('missing-token');
  return request.caller;
}
