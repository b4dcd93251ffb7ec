import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.ts';
import { Problem } from '../problems/problem.ts';
import { ReadinessRegistry, type ReadinessReport } from './readiness.ts';

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
  @ApiOkResponse({ description: 'The process is alive.', schema: { type: 'object' } })
  live(): { readonly status: 'alive' } {
    return { status: 'alive' };
  }

  /** Requests may be sent here: caught up within bounds and not stopping. */
  @Get('ready')
  @Public()
  @ApiOkResponse({ description: 'The service is ready.', schema: { type: 'object' } })
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
