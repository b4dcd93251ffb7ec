/** `npm run stack -- <command>`: the distributed city of docker-compose.yml as plain processes of this machine. */
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readComposeFile } from '../compose/read-compose-file.ts';
import { makeSecrets } from '../stack/secrets.ts';
import { down } from './down.ts';
import { CannotRun } from './cannot-run.ts';
import { showLogs } from './logs.ts';
import { play } from './play.ts';
import { StackFolder } from './stack-folder.ts';
import { showStatus } from './status.ts';
import { supervise } from './supervise.ts';
import { up } from './up.ts';

const repository = join(import.meta.dirname, '../../..');

interface Common {
  readonly folder: string;
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

const program = new Command('npm run stack --')
  .description(
    'Runs the distributed city of docker-compose.yml without Docker: each service a process of its own, over Kafka and MongoDB provisioned here.\n不用 Docker,按 docker-compose.yml 运行分布式的城市:每个服务一个进程。',
  )
  .option(
    '--folder <folder>',
    'where the stack keeps data, logs and secrets',
    join(repository, '.linli/stack'),
  )
  .helpOption('--help', 'say this')
  .helpCommand(false)
  .addHelpText(
    'after',
    `
Examples:
  npm run stack up                        everything, in the background; prints the address of the page
  npm run stack play                      lets 10,000 real requests come in
  npm run stack status                    what runs, and how it is
  npm run stack logs incidents            what a service says (-- logs incidents --follow: as it says it)
  npm run stack down                      stops everything in order; the next start goes on from there

Settings, as environment variables: RESIDENTS_PORT, PARTY_PORT, SANITATION_PORT, FINANCE_PORT, INCIDENTS_PORT,
OPERATIONS_PORT (0: any free one);
KURRENTDB_URL keeps the logs in a KurrentDB instead of SQLite files.`,
  );

const folderOf = (): StackFolder => new StackFolder(program.opts<Common>().folder);

program
  .command('up')
  .description('start everything and wait until it is healthy')
  .option('--foreground', 'stay until Ctrl-C or SIGTERM instead of going to the background', false)
  .option('--only <services...>', 'only these services and what they depend on')
  .action(({ foreground, only }: { foreground: boolean; only?: string[] }) =>
    foreground ? supervise(folderOf(), only) : up(folderOf(), only),
  );

program
  .command('down')
  .description('stop everything, dependents first')
  .action(() => down(folderOf()));

program
  .command('status')
  .description('show what runs')
  .option('--json', 'for programs', false)
  .action(({ json }: { json: boolean }) => showStatus(folderOf(), json));

program
  .command('logs <service>')
  .description('show what a service, or the supervisor, has said')
  .option('-f, --follow', 'go on as it says more', false)
  .option('-n, --lines <number>', 'so many of the last lines', atLeastOne, 100)
  .action((service: string, options: { follow: boolean; lines: number }) =>
    showLogs(folderOf(), service, options),
  );

program
  .command('play')
  .description('let 10,000 real requests come in through the command API, on from where the play stopped')
  .option('--pace <number>', 'minutes of the story to a minute of real time', atLeastOne, 60)
  .action(({ pace }: { pace: number }) => play(folderOf(), repository, pace));

program
  .command('secrets')
  .description('make the passwords and keys that docker-compose.yml names, where they are missing')
  .action(() => {
    const folder = folderOf();
    const file = readComposeFile(join(repository, 'docker-compose.yml'), { STACK_SECRETS: folder.secrets });
    const made = makeSecrets(file.secrets);
    console.log(`${made.length} made, ${file.secrets.size - made.length} there already: ${folder.secrets}`);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof CannotRun || isExplained(error) ? (error as Error).message : error);
  process.exitCode = 1;
}

/** Errors whose message already says what is wrong and what to do. */
function isExplained(error: unknown): boolean {
  return error instanceof Error && ['ComposeProblem', 'PortInUse', 'ProcessFailed'].includes(error.name);
}
