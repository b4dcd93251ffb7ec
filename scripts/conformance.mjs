/** `npm run conformance -- event-store kurrentdb://…`: the promises of a port, tried on an engine of your own; `--help` says more. */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { node24 } from './node24.mjs';
import { install, run } from './setup.mjs';

const usage = `npm run conformance -- <port> <url>

Runs every case of a port's conformance suite on the engine at the URL, prints each with what came of it, and ends with 0
when all have passed. What an engine cannot do by its nature is printed with the reason.

  event-store kurrentdb://localhost:2113?tls=false    KurrentDB or EventStoreDB; or KURRENTDB_URL in the environment
  event-store sqlite:<folder>                         SQLite files in the folder
  documents   mongodb://localhost:27017               MongoDB, a replica set; or MONGODB_URL in the environment
  documents   sqlite:<folder>                         SQLite files in the folder
  vault       http://localhost:8200                   OpenBao or HashiCorp Vault; or OPENBAO_URL in the environment.
                                                      OPENBAO_TOKEN may mount engines: each case mounts its own
  vault       sqlite:<folder>                         SQLite files in the folder

Each case works on a log or database of its own. In KurrentDB the logs stay: their streams begin with "conformance.".
`;

const engines = {
  kurrentdb: { schemes: /^(kurrentdb|kdb|esdb)(\+discover)?:\/\/./, variable: 'KURRENTDB_URL' },
  mongo: { schemes: /^mongodb(\+srv)?:\/\/./, variable: 'MONGODB_URL' },
  openbao: { schemes: /^https?:\/\/./, variable: 'OPENBAO_URL' },
  sqlite: { schemes: /^sqlite:./, variable: 'TMPDIR' },
};

const suites = {
  'event-store': {
    kurrentdb: ['libs/testing/test/kurrentdb/conformance.spec.ts'],
    sqlite: ['libs/event-sourcing/test/conformance.spec.ts', '--testNamePattern=SqliteEventStore'],
  },
  documents: {
    mongo: ['libs/read-models/test/mongo/conformance.spec.ts'],
    sqlite: ['libs/read-models/test/sqlite-document-store.spec.ts'],
  },
  vault: {
    openbao: ['libs/privacy/test/openbao/conformance.spec.ts', '--testNamePattern=TransitVaultEngine'],
    sqlite: ['libs/privacy/test/conformance.spec.ts'],
  },
};

/** Exit code of a call that makes no sense. */
const misuse = 2;

function end(message, code) {
  console.error(message);
  process.exit(code);
}

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
const [port, given] = args;
const suite = suites[port];
if (!suite) end(`${port ? `There is no suite "${port}".` : 'Which port?'}\n\n${usage}`, misuse);
const variables = Object.keys(suite).flatMap((name) => (name === 'sqlite' ? [] : [engines[name].variable]));
const url = given ?? variables.map((name) => process.env[name]).find(Boolean);
if (!url) end(`Which ${port}? Give its URL, or ${variables.join()} in the environment.\n\n${usage}`, misuse);
const engine = Object.keys(suite).find((name) => engines[name].schemes.test(url));
if (!engine) end(`No ${port} is known at such a URL.\n\n${usage}`, misuse);

try {
  install();
} catch (problem) {
  end(problem.message, 1);
}
let place = url;
if (engine === 'sqlite') {
  place = resolve(url.slice('sqlite:'.length));
  try {
    if (!existsSync(place)) mkdirSync(place);
  } catch (problem) {
    end(`${place} cannot be used: ${problem.message}`, 1);
  }
} else {
  const check = ['--conditions=@linli/source', 'libs/testing/tools/require-engine.ts', engine];
  if (run(node24(), check, { env: { [engines[engine].variable]: url } }) !== 0) process.exit(1);
}
process.exit(
  run(
    node24(),
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--runInBand',
      '--verbose',
      // Not where TMPDIR points to: that is where the files under test go.
      `--cacheDirectory=${join(tmpdir(), 'linli-jest')}`,
      '--runTestsByPath',
      ...suite[engine],
    ],
    { env: { [engines[engine].variable]: place } },
  ),
);
