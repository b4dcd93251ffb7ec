import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, SESSION_COOKIE, type LocalIssuer } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';

export const LOCAL_ISSUER = Symbol('city.local-issuer');

const hours = 12;

/** Signs the page in where no identity provider stands beside the city: a reader of everything, who changes nothing. */
@ApiExcludeController()
@Controller('local-session')
export class LocalSessionController {
  constructor(@Inject(LOCAL_ISSUER) private readonly issuer: LocalIssuer) {}

  @Public()
  @Post()
  async open(@Res() reply: FastifyReply): Promise<void> {
    const token = await this.issuer.issue({
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
