import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './access.ts';
import { SESSION_COOKIE } from './authenticate.ts';
import type { LocalIssuer } from './local-issuer.ts';

export const LOCAL_ISSUER = Symbol('service-kit.local-issuer');

/** A shift. */
const longestSeconds = 12 * 3600;

/** Signs the page in where no identity provider stands beside the service: a reader of everything, who changes nothing. */
@ApiExcludeController()
@Controller('local-session')
export class LocalSessionController {
  readonly #issuer: LocalIssuer;

  constructor(@Inject(LOCAL_ISSUER) issuer: LocalIssuer) {
    this.#issuer = issuer;
  }

  @Public()
  @Post()
  async open(@Res() reply: FastifyReply): Promise<void> {
    const ttlSeconds = Math.min(longestSeconds, this.#issuer.auth.maxLifetimeSeconds);
    const token = await this.#issuer.issue({
      subject: 'wall',
      roles: ['viewer'],
      areas: [''],
      ttlSeconds,
    });
    await reply
      .code(204)
      .header(
        'set-cookie',
        `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${ttlSeconds}`,
      )
      .send();
  }
}
