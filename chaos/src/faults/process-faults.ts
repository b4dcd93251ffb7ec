import type { Stack } from '@linli/deploy';
import type { Fault } from './fault.ts';

/** Longer than a consumer group, or a relay's lease, waits for a member that is silent: 10 s. */
const beyondSession = 14_000;

const services = ['residents', 'party', 'incidents', 'operations'] as const;

/** Processes of ours that are killed or stand still. The stack's restart policy brings back what was killed. */
export function processFaults(stack: Stack): readonly Fault[] {
  const kill = (...names: readonly string[]): Fault => ({
    name: `kill -9 ${names.join(' and ')}`,
    kind: names.length > 1 ? 'kill two services' : `kill ${names[0]}`,
    touches: names,
    holdMs: 0,
    async begin() {
      await Promise.all(names.map((name) => stack.service(name).kill()));
      return async () => {
        await Promise.all(names.map((name) => stack.service(name).start()));
      };
    },
  });
  const freeze = (name: string, what: string): Fault => ({
    name: `SIGSTOP ${name}, ${what}`,
    kind: `freeze ${name}`,
    touches: [name],
    holdMs: beyondSession,
    begin() {
      const frozen = stack.service(name);
      frozen.freeze();
      return Promise.resolve(() => Promise.resolve(frozen.thaw()));
    },
  });
  return [
    ...services.map((name) => kill(name)),
    kill('incidents', 'operations'),
    kill('residents', 'operations'),
    freeze('operations', 'a consumer beyond its session timeout'),
    freeze('incidents', 'a relay beyond its lease'),
  ];
}
