/** `npm run token`: signs a token with the key of the city that `npm start` runs; `npm run token -- --help` says more. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accessOfServices } from '../deploy/tools/pages/service-access.ts';
import { createLocalIssuer } from '../libs/service-kit/src/auth/local-issuer.ts';
import { declareAccess, declaredRoles } from '../libs/service-kit/src/auth/roles.ts';

const repository = resolve(import.meta.dirname, '..');
for (const [owner, access] of await accessOfServices(repository)) declareAccess(owner, access);
const roleNames = declaredRoles();

const help = `npm run -s token -- --role <role> [options]

Prints a token for the city that npm start runs, and nothing else. (Without -s, npm says first what it runs.)

  --role <role>     what its bearer may do; may be given several times. One of
                    ${roleNames.join(', ')}
  --area <path>     where: everything below 42/01/05/011/010/; may be given several times. Default: everywhere
  --unit <unit>     the unit its bearer handles tasks for: sanitation:420105
  --clearance <n>   highest class of personal data its bearer is shown: 0 none, 2 names and phones, 4 all. Default: 0
  --subject <name>  pseudonym of its bearer, the actor of what it records. Default: integrator
  --ttl <seconds>   how long it is good, a day at most. Default: 3600
  --data <folder>   data folder of the city. Default: .linli
  --help            say this

docs/roles.md says what each role may do, and how units are written.

Example:
  TOKEN=$(npm run -s token -- --role grid_worker --role viewer --area 42/01/05/011/010/)
  curl -H "authorization: Bearer $TOKEN" http://127.0.0.1:3000/v1/operations/status
`;

/** Throws with what is wrong and what would be right. */
async function token(args) {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string', multiple: true, default: [] },
      area: { type: 'string', multiple: true, default: [''] },
      unit: { type: 'string' },
      clearance: { type: 'string', default: '0' },
      subject: { type: 'string', default: 'integrator' },
      ttl: { type: 'string', default: '3600' },
      data: { type: 'string', default: '.linli' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return help;
  const { role: roles, area: areas, unit, clearance, subject, ttl, data } = values;
  const names = roleNames.join(', ');
  if (roles.length === 0) throw new Error(`--role is missing: one of ${names}`);
  const stranger = roles.find((role) => !roleNames.includes(role));
  if (stranger !== undefined) throw new Error(`--role ${stranger} is none of ${names}`);
  const odd = areas.find((area) => !/^([0-9A-Za-z]+\/)*$/.test(area));
  if (odd !== undefined) throw new Error(`--area ${odd} is no path with a slash at its end: 42/01/05/`);
  if (!/^[1-9]\d*$/.test(ttl)) throw new Error(`--ttl ${ttl} is no number of seconds`);
  if (!/^[0-4]$/.test(clearance)) throw new Error(`--clearance ${clearance} is none of 0, 1, 2, 3, 4`);
  const keyFile = join(resolve(repository, data), 'issuer.json');
  if (!existsSync(keyFile)) throw new Error(`no city has its key in ${keyFile}: run npm start first`);
  const issuer = await createLocalIssuer({ keyFile });
  const request = {
    subject,
    roles,
    areas,
    clearance: Number(clearance),
    ttlSeconds: Number(ttl),
    ...(unit === undefined ? {} : { unit }),
  };
  return `${await issuer.issue(request)}\n`;
}

try {
  process.stdout.write(await token(process.argv.slice(2)));
} catch (problem) {
  console.error(`${problem.message}\nnpm run -s token -- --help says more.`);
  process.exitCode = 1;
}
