import type { ContextName, EventDefinition } from '@linli/contracts';
import type { Policy } from '@linli/event-sourcing';
import type { Projection } from '@linli/read-models';
import type { DynamicModule, Provider, Type as NestType } from '@nestjs/common';
import { type AccessDeclaration, declareAccess } from '../auth/roles.ts';
import type { ServiceEngines } from '../engines.ts';
import { ReadinessRegistry } from '../health/readiness.ts';
import { Metrics } from '../metrics/metrics.ts';
import { RunningView } from '../views/running-view.ts';
import { accessController } from '../persons/access-doors.ts';
import { commandController } from './command-doors.ts';
import { consumersController } from './consumer-doors.ts';
import { Consumers } from './consumers.ts';
import { ContextRuntime, type ContextParts } from './context-runtime.ts';
import { policiesController } from './policy-doors.ts';
import type { Reaction } from './reaction.ts';
import type { Served } from './serve.ts';
import { DESK, POLICIES, VIEW } from './tokens.ts';
import type { View } from './view.ts';
import { viewController } from './view-doors.ts';

export interface ContextDeclaration<Options> {
  readonly access?: AccessDeclaration;
  readonly aggregates: readonly Served[];
  readonly policies?: readonly Policy[];
  /** Views with doors of their own, and projections that written-out controllers read. */
  readonly views?: readonly (View | Projection)[];
  readonly reactions?: readonly Reaction[];
  /** The event that is recorded where a reaction was told no; every context with reactions has one. */
  readonly declined?: EventDefinition;
  /** Ordinary Nest controllers beside the doors. */
  readonly controllers?: readonly NestType[];
  readonly providers?: (engines: ServiceEngines) => readonly Provider[];
  /** What a new city is founded with: asked before the first request is taken, records nothing twice. */
  readonly found?: (parts: ContextParts, options: Options) => Promise<void>;
}

/** A context as a Nest module. */
export interface ContextModule<Options> {
  readonly context: ContextName;
  forRoot(engines: ServiceEngines, options?: Options): DynamicModule;
}

/**
 * A context in one declaration. With it come, for every service alike: its doors with their description, policies with
 * their versions, views, reactions and the one timer started in order and stopped in order, readiness, metrics, and the
 * operator's doors to parked events.
 */
export function contextModule<Options extends object = Record<never, never>>(
  context: ContextName,
  declaration: ContextDeclaration<Options>,
): ContextModule<Options> {
  const {
    aggregates,
    access,
    policies = [],
    views = [],
    reactions = [],
    declined,
    controllers = [],
  } = declaration;
  if (reactions.length > 0 && declined === undefined)
    throw new Error(`${context} has reactions, so it declares the event of one that was told no`);
  if (access !== undefined) declareAccess(context, access);
  const projections = views.map((view) => ('projection' in view ? view.projection : view));

  return {
    context,
    forRoot(engines, options) {
      const runtime = new ContextRuntime({ context, engines, aggregates, policies, reactions, declined });
      class Context {}
      Object.defineProperty(Context, 'name', { value: context });
      const running = projections.map((projection) => ({
        provide: VIEW(projection.view),
        useFactory: (readiness: ReadinessRegistry, metrics: Metrics, consumers: Consumers) =>
          runtime.view(new RunningView({ context, projection, engines, readiness, metrics, consumers })),
        inject: [ReadinessRegistry, Metrics, Consumers],
      }));
      return {
        module: Context,
        controllers: [
          ...aggregates.map((served) => commandController(context, served)),
          ...views.flatMap((view) =>
            'projection' in view && view.doors !== undefined ? [viewController(view, engines.persons)] : [],
          ),
          ...(policies.length === 0
            ? []
            : [policiesController(context, policies, runtime.book, runtime.setPolicy)]),
          consumersController(context),
          ...(engines.persons === undefined ? [] : [accessController(context, engines.persons)]),
          ...controllers,
        ],
        providers: [
          ...running,
          { provide: DESK(context), useValue: runtime.desk },
          { provide: POLICIES(context), useValue: runtime.book },
          {
            provide: Symbol(`${context}.runtime`),
            useFactory: (readiness: ReadinessRegistry, metrics: Metrics, consumers: Consumers) =>
              runtime.with({ readiness, metrics, consumers }, (parts) =>
                declaration.found?.(parts, options ?? ({} as Options)),
              ),
            inject: [ReadinessRegistry, Metrics, Consumers, ...running.map(({ provide }) => provide)],
          },
          ...(declaration.providers?.(engines) ?? []),
        ],
      };
    },
  };
}
