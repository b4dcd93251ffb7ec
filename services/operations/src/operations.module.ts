import { Inject, Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { ReaderEngines } from '@linli/service-kit';
import { FilesController } from './http/files.controller.ts';
import { IncidentsController } from './http/incidents.controller.ts';
import { PlacesController } from './http/places.controller.ts';
import { ProjectionsController } from './http/projections.controller.ts';
import { StreamController } from './http/stream.controller.ts';
import { OperationsCentre } from './operations-centre.ts';
import { builtPage, servePage } from './page/page-files.ts';
import { OPERATIONS_ENGINES, OPERATIONS_OPTIONS, type OperationsOptions } from './tokens.ts';

/** Puts the page beside the API, at the root of the same origin. */
@Injectable()
class OperationsPage implements OnModuleInit {
  readonly #host: HttpAdapterHost;
  readonly #folder: string;

  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(OPERATIONS_OPTIONS) { page = builtPage }: OperationsOptions,
  ) {
    this.#host = host;
    this.#folder = page;
  }

  onModuleInit(): void {
    servePage(this.#host.httpAdapter.getInstance<FastifyInstance>(), this.#folder);
  }
}

/**
 * The operations centre (城市运行中心): what its screens show, live and as of any past moment. It reads the logs of
 * residents, incidents and the party and has no log of its own.
 */
@Module({})
export class OperationsModule {
  static forRoot(engines: ReaderEngines, options: OperationsOptions): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [
        IncidentsController,
        PlacesController,
        FilesController,
        StreamController,
        ProjectionsController,
      ],
      providers: [
        { provide: OPERATIONS_ENGINES, useValue: engines },
        { provide: OPERATIONS_OPTIONS, useValue: options },
        OperationsCentre,
        OperationsPage,
      ],
      exports: [OperationsCentre],
    };
  }
}
