import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { ACCESS, callerOfRequest, type Access } from './access.ts';
import { requirePermission } from './caller.ts';

/** Deny by default: a route without `@Public` or `@Requires` answers 403 to everybody who is known, 401 to the others. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector = new Reflector();

  canActivate(context: ExecutionContext): boolean {
    const access = this.#reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    const caller = callerOfRequest(context.switchToHttp().getRequest<FastifyRequest>());
    if (access === undefined) {
      throw new Problem({ status: 403, code: 'closed-route', detail: 'Nobody has been given this route.' });
    }
    requirePermission(caller, access);
    return true;
  }
}
