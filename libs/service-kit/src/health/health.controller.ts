import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Static, Type } from 'typebox';
import { Public } from '../auth/access.ts';
import { openApiOf } from '../fields/field.ts';
import { Problem } from '../problems/problem.ts';
import { ReadinessRegistry, ReadinessReport } from './readiness.ts';

const Alive = Type.Object({ status: Type.Literal('alive') });

@ApiTags('health')
@Controller('health')
export class HealthController {
  readonly #readiness: ReadinessRegistry;

  constructor(@Inject(ReadinessRegistry) readiness: ReadinessRegistry) {
    this.#readiness = readiness;
  }

  /** The event loop turns: nothing else is asked, since a restart mends nothing else. */
  @Get('live')
  @Public()
  @ApiOperation({ operationId: 'healthLive' })
  @ApiOkResponse({ description: 'The process is alive.', schema: openApiOf(Alive) })
  live(): Static<typeof Alive> {
    return { status: 'alive' };
  }

  /** Requests may be sent here: caught up within bounds and not stopping. */
  @Get('ready')
  @Public()
  @ApiOperation({ operationId: 'healthReady' })
  @ApiOkResponse({ description: 'The service is ready.', schema: openApiOf(ReadinessReport) })
  ready(): ReadinessReport {
    const report = this.#readiness.report();
    if (report.ready) return report;
    throw new Problem(
      {
        status: 503,
        code: 'not-ready',
        detail: 'The service is not ready for requests.',
        checks: report.checks,
      },
      { headers: { 'retry-after': '2' } },
    );
  }
}
