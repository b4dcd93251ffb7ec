import type { ComposeService } from '../compose/compose-service.ts';
import { ComposeProblem } from '../compose/problem.ts';

/**
 * The services named and all they depend on, each after those it depends on. Throws for a name that there is not and
 * for services that wait for each other.
 */
export function startOrder(
  services: ReadonlyMap<string, ComposeService>,
  only: readonly string[] = [...services.keys()],
): readonly ComposeService[] {
  const order = new Map<string, ComposeService>();
  const take = (name: string, path: readonly string[]): void => {
    if (path.includes(name))
      throw new ComposeProblem(`services wait for each other: ${[...path, name].join(' → ')}`);
    if (order.has(name)) return;
    const service = services.get(name);
    if (service === undefined)
      throw new ComposeProblem(`there is no service ${name}; there are ${[...services.keys()].join(', ')}`);
    for (const { service: needed } of service.dependsOn) take(needed, [...path, name]);
    order.set(name, service);
  };
  for (const name of only) take(name, []);
  return [...order.values()];
}
