import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaEngine, MongoEngine, PrivateServer } from '@linli/testing/engines';
import type { ComposeFile, ComposeService } from '../compose/compose-service.ts';
import { readComposeFile } from '../compose/read-compose-file.ts';
import { checkKeys } from './keys.ts';
import { LocalEngines } from './local-engines.ts';
import { localEnvironment, type LocalMachine } from './local-machine.ts';
import { takePort } from './ports.ts';
import { makeSecrets } from './secrets.ts';
import { serviceCommand } from './service-command.ts';
import type { ServiceOverride, Stack, StackEngine, StackOptions, StackService } from './stack.ts';
import { startOrder } from './start-order.ts';
import { SupervisedProcess } from './supervised-process.ts';

/** The repository: `deploy/src/stack` and `deploy/dist/stack` lie equally deep in it. */
const REPOSITORY = join(import.meta.dirname, '../../..');

/** The services of a compose file as processes of this machine. */
export class LocalStack implements Stack {
  readonly #options: StackOptions;
  readonly #file: ComposeFile;
  readonly #order: readonly ComposeService[];
  readonly #engines: LocalEngines;
  readonly #processes = new Map<string, SupervisedProcess>();
  readonly #ports = new Map<string, number>();
  #ending: Promise<void> | undefined;

  constructor(options: StackOptions) {
    const { composeFile = join(REPOSITORY, 'docker-compose.yml'), folder, env = {}, only } = options;
    this.#options = options;
    this.#file = readComposeFile(composeFile, { STACK_SECRETS: join(folder, 'secrets'), ...env });
    this.#order = startOrder(this.#file.services, only);
    for (const service of this.#order) checkKeys(service, isOurs(service) ? 'process' : 'engine');
    this.#engines = new LocalEngines({
      file: this.#file,
      services: this.#order.filter((service) => !isOurs(service)),
      clients: this.#order
        .filter((service) => isOurs(service) && service.ports.length > 0)
        .map(({ name }) => name),
      folder: join(folder, 'volumes'),
      kurrentdbUrl: env['KURRENTDB_URL'],
      proxies: options.proxies ?? false,
      say: options.say ?? (() => {}),
      onChange: () => this.#changed(),
    });
  }

  get services(): readonly StackService[] {
    return [...this.#processes.keys()].map((name) => this.service(name));
  }

  get engines(): readonly StackEngine[] {
    return this.#engines.list();
  }

  get kafka(): KafkaEngine & PrivateServer {
    return this.#engines.kafka;
  }

  get mongo(): MongoEngine & PrivateServer {
    return this.#engines.mongo;
  }

  service(name: string): StackService {
    const process = this.#processes.get(name);
    if (process === undefined) throw new Error(`the stack has no service ${name}`);
    const port = this.#ports.get(name);
    return {
      name,
      get pid() {
        return process.pid;
      },
      url: port === undefined ? '' : `http://127.0.0.1:${port}`,
      get health() {
        return process.health;
      },
      get startedAt() {
        return process.startedAt;
      },
      get restarts() {
        return process.restarts;
      },
      log: process.settings.log,
      kill: () => process.kill(),
      freeze: () => process.signal('SIGSTOP'),
      thaw: () => process.signal('SIGCONT'),
      stop: () => process.stop(),
      proxy: (engine) => this.#engines.proxy(name, engine),
      start: (override) => process.start(this.#overridden(process, override)),
    };
  }

  /** Starts everything in the order it depends on each other; stops it again when something does not come up. */
  async up(): Promise<void> {
    const { folder, signal, say = () => {} } = this.#options;
    mkdirSync(folder, { recursive: true });
    const made = makeSecrets(this.#file.secrets);
    if (made.length > 0) say(`made ${made.length} secrets in ${join(folder, 'secrets')}`);
    for (const service of this.#order.filter(isOurs)) {
      const port = service.ports[0];
      if (port) this.#ports.set(service.name, await takePort(service.name, port.host, port.published));
    }
    const abort = (): void => void this.down();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const brought = new Map<string, Promise<void>>();
      for (const service of this.#order) brought.set(service.name, this.#bring(service, brought));
      const outcomes = await Promise.allSettled(brought.values());
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
      signal?.throwIfAborted();
    } catch (error) {
      await this.down();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  down(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #bring(service: ComposeService, brought: ReadonlyMap<string, Promise<void>>): Promise<void> {
    for (const { service: needed, condition } of service.dependsOn) {
      await brought.get(needed);
      if (condition === 'service_completed_successfully') await this.#processes.get(needed)?.completed();
    }
    if (this.#ending) return;
    const { say = () => {} } = this.#options;
    if (!isOurs(service)) return say(await this.#engines.start(service));
    const process = this.#process(service);
    this.#processes.set(service.name, process);
    const started = Date.now();
    await process.start();
    const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
    const port = this.#ports.get(service.name);
    if (port !== undefined) say(`${service.name}: ready at http://127.0.0.1:${port} after ${took}`);
    else {
      await process.completed();
      say(`${service.name}: done`);
    }
  }

  #process(service: ComposeService): SupervisedProcess {
    const { folder, env = {}, overrides = {} } = this.#options;
    const machine: LocalMachine = {
      addresses: this.#engines.addressesFor(service.name),
      ports: this.#ports,
      data: join(folder, 'data'),
      kurrentdbUrl: env['KURRENTDB_URL'],
    };
    const { command, cwd, env: image } = serviceCommand(REPOSITORY, service);
    const override = overrides[service.name];
    return new SupervisedProcess(
      {
        name: service.name,
        command: override?.command ?? command,
        cwd,
        env: {
          ...machineEnvironment(),
          ...image,
          ...localEnvironment(this.#file, service, machine),
          ...override?.env,
        },
        healthcheck: service.healthcheck,
        restart: service.restart,
        stopGraceMs: service.stopGraceMs,
        log: join(folder, 'logs', `${service.name}.log`),
      },
      () => this.#changed(),
    );
  }

  #overridden({ settings }: SupervisedProcess, { command, env }: ServiceOverride = {}) {
    return { ...(command && { command }), ...(env && { env: { ...settings.env, ...env } }) };
  }

  #changed(): void {
    this.#options.onChange?.(this);
  }

  async #end(): Promise<void> {
    const { say = () => {} } = this.#options;
    const stopped = new Map<string, Promise<void>>();
    for (const service of this.#order.toReversed()) {
      const dependents = this.#order.filter(({ dependsOn }) =>
        dependsOn.some((needed) => needed.service === service.name),
      );
      const process = this.#processes.get(service.name);
      const stop = async (): Promise<void> => {
        await Promise.all(dependents.map(({ name }) => stopped.get(name)));
        if (!isOurs(service)) return this.#engines.stop(service);
        const running = process?.pid !== undefined;
        await process?.stop();
        if (running) say(`${service.name}: stopped`);
      };
      stopped.set(service.name, stop());
    }
    const failed = (await Promise.allSettled(stopped.values())).find(
      (outcome) => outcome.status === 'rejected',
    );
    if (failed) throw failed.reason;
  }
}

/** What any process of this machine needs; nothing else of the shell's environment reaches a service. */
function machineEnvironment(): Record<string, string> {
  return Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );
}

function isOurs({ buildArgs }: ComposeService): boolean {
  return buildArgs !== undefined;
}
