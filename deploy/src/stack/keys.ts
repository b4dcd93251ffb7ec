import { ComposeProblem } from '../compose/problem.ts';
import type { ComposeService } from '../compose/compose-service.ts';

/** What holds a container and has no counterpart for a plain process of the person who starts it. */
const CONTAINER_ONLY = [
  'read_only',
  'cap_drop',
  'security_opt',
  'pids_limit',
  'logging',
  'mem_limit',
  'networks',
  'tmpfs',
  'user',
];

/** Keys of our own services that are put into practice; a volume is a folder among the data of the stack. */
const PROCESS = [
  'image',
  'build',
  'command',
  'environment',
  'ports',
  'secrets',
  'volumes',
  'depends_on',
  'healthcheck',
  'restart',
  'stop_grace_period',
];

/** An engine's image is replaced by a server provisioned here, which brings its own command, settings and checks. */
const ENGINE = ['image', 'volumes', 'restart', 'stop_grace_period', 'depends_on'];
const ENGINE_IMAGE_ONLY = ['entrypoint', 'command', 'environment', 'configs', 'secrets', 'healthcheck'];

/** Refuses a service with a key that would be passed over: what the file asks for is done, or known not to apply. */
export function checkKeys(service: ComposeService, runAs: 'process' | 'engine'): void {
  const known = [...CONTAINER_ONLY, ...(runAs === 'process' ? PROCESS : [...ENGINE, ...ENGINE_IMAGE_ONLY])];
  const unknown = service.keys.find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new ComposeProblem(
      `services.${service.name}: the key ${unknown} is not understood by \`npm run stack\`; say in deploy/src/stack/keys.ts what it means for a process`,
    );
  }
}
