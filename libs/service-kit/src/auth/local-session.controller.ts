import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './access.ts';
import { SESSION_COOKIE } from './authenticate.ts';
import type { LocalIssuer } from './local-issuer.ts';

export const LOCAL_ISSUER = Symbol('service-kit.local-issuer');

const hours = 12;

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
    const token = await this.#issuer.issue({
      subject: 'wall',
      roles: ['viewer'],
      areas: [''],
      ttlSeconds: hours * 3600,
    });
    await reply
      .code(204)
      .header(
        'set-cookie',
        `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${hours * 3600}`,
      )
      .send();
  }
}
