import { type CommandContext, createCommandHandler, type Decider, accept } from '@linli/event-sourcing';
import { Controller, type DynamicModule, Get, Inject, Module, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  answer,
  Command,
  declareAccess,
  Public,
  ReadinessRegistry,
  Requires,
  type ServiceEngines,
  serviceMain,
  Shutdown,
} from '../src/index.ts';

declareAccess('samples', {
  permissions: { 'incident.report': 'report' },
  roles: { grid_worker: { who: '网格员', may: ['incident.report'] } },
});

const ENGINES = Symbol('sample.engines');

type Counted = { readonly type: 'SampleCounted'; readonly data: { readonly text: string } };

const counter: Decider<string, Counted, number> = {
  initialState: 0,
  decide: (text) => accept({ type: 'SampleCounted', data: { text } }),
  evolve: (state) => state + 1,
};

/** Tells the spec in which order things happen. */
function tell(step: string): void {
  process.send?.(step);
}

@Controller('v1/counts')
class CountController {
  readonly #handle: ReturnType<typeof createCommandHandler<string, Counted, number>>;
  readonly #readiness: ReadinessRegistry;
  readonly #shutdown: Shutdown;

  constructor(
    @Inject(ENGINES) engines: ServiceEngines,
    @Inject(ReadinessRegistry) readiness: ReadinessRegistry,
    @Inject(Shutdown) shutdown: Shutdown,
  ) {
    this.#handle = createCommandHandler({ store: engines.store, decider: counter });
    this.#readiness = readiness;
    this.#shutdown = shutdown;
    shutdown.during('intake', 'streams', () => tell('streams closed'));
    // As a subscription does, it keeps the process alive until it is closed.
    const subscription = setInterval(() => {}, 1_000);
    shutdown.during('runners', 'subscriptions', () => {
      clearInterval(subscription);
      tell('subscriptions closed');
    });
    if (process.env['HANGING'] !== undefined) {
      const hanging = setInterval(() => {}, 1_000);
      shutdown.during('runners', 'hanging', () => new Promise<void>(() => hanging.ref()));
    }
  }

  @Post()
  @ApiOperation({ operationId: 'count' })
  @Requires('incident.report')
  async count(@Command() context: CommandContext, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(await this.#handle(`sample-${context.commandId}`, 'x', context), reply, 'incidents');
  }

  /** Answers only once the service is stopping. */
  @Get('slow')
  @ApiOperation({ operationId: 'countSlowly' })
  @Public()
  async slow() {
    tell('slow request came in');
    while (!this.#readiness.draining) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    tell('slow request answered');
    return { answered: true };
  }

  /** A failure that nobody catches, behind the answer. */
  @Get('crash')
  @ApiOperation({ operationId: 'crash' })
  @Public()
  crash() {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    return { answered: true };
  }

  /** Never answers, and keeps its connection. */
  @Get('stuck')
  @ApiOperation({ operationId: 'stick' })
  @Public()
  stuck(@Res() reply: FastifyReply) {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write(': hello\n\n');
    if (process.env['POLITE'] !== undefined) {
      this.#shutdown.during('intake', 'stuck stream', () => void reply.raw.end('event: bye\n\n'));
    }
    tell('stuck request came in');
  }

  onApplicationBootstrap() {
    if (process.env['FAULT'] === 'module') throw new Error('the module does not start');
  }

  beforeApplicationShutdown() {
    tell('before application shutdown');
  }

  onApplicationShutdown() {
    tell('on application shutdown');
  }
}

@Module({})
class CountModule {
  static forRoot(engines: ServiceEngines): DynamicModule {
    return {
      module: CountModule,
      controllers: [CountController],
      providers: [{ provide: ENGINES, useValue: engines }],
    };
  }
}

process.on('exit', () => tell('exit'));

await serviceMain({ name: 'incidents', module: (engines) => CountModule.forRoot(engines) });
