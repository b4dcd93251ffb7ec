import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** Nest on a Fastify that is set up already. */
export class KitAdapter extends FastifyAdapter {
  declare isMiddieRegistered: boolean;

  constructor(fastify: FastifyInstance) {
    super(fastify as never);
    // No Nest middleware is used; the layer that would carry it costs every request.
    this.isMiddieRegistered = true;
  }

  /** Errors and unknown routes are answered below Nest; its own handlers would take their place. */
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }

  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance();
  }
}
