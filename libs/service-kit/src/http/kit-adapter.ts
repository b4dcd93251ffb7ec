import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** Nest on a Fastify that is set up already. */
export class KitAdapter extends FastifyAdapter {
  constructor(fastify: FastifyInstance) {
    super(fastify as never);
  }

  /** Nest would put its middleware layer under every request here; without middleware it is never asked for. */
  override init(): Promise<void> {
    return Promise.resolve();
  }

  /** Errors and unknown routes are answered below Nest; its own handlers would take their place. */
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }

  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance();
  }
}
