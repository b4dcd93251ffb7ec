import { ACCESS_VARIABLES } from '../../src/access/settings.ts';
import { code, page, shell, table } from './markdown.ts';

/** `docs/services/access.md`. */
export function accessJobPage(): Promise<string> {
  return page(
    '# access',
    'The job that brings Kafka and MongoDB to [the table of who may do what](../access.md): users, topics, rights. It runs at every start of the stack, changes nothing that is right already, and ends: with code 0, or with 78 and everything that is wrong with its settings.',
    'Its rights are those of an administrator; no service needs its passwords.',
    '## Start it alone',
    shell(
      'npm ci',
      'npx nx run-many -t build -p deploy',
      'npm run stack -- secrets    # passwords in .linli/stack/secrets, where there are none',
      'EVENT_BUS_URL=kafka://kafka-1:9092 KAFKA_USERNAME=admin \\',
      '  KAFKA_PASSWORD_FILE=.linli/stack/secrets/kafka_admin_password \\',
      "  KAFKA_SERVICE_PASSWORD_FILE='.linli/stack/secrets/kafka_{service}_password' \\",
      '  npx node deploy/dist/access/main.js',
    ),
    '## Configuration',
    'Environment variables. Passwords come from files alone.',
    table(['setting', 'meaning', 'value', 'default', 'secret'], rows()),
  );
}

function rows(): string[][] {
  return Object.entries(ACCESS_VARIABLES).map(([name, variable]) => {
    const { meaning, right } = variable;
    const needed =
      'ofMongo' in variable && name !== 'MONGODB_URL' ? 'required with `MONGODB_URL`' : 'required';
    const missing = name === 'MONGODB_URL' ? 'not set' : needed;
    const fallback =
      'fallback' in variable ? (variable.fallback === '' ? 'empty' : code(variable.fallback)) : missing;
    return [code(name), meaning, right, fallback, name.endsWith('PASSWORD_FILE') ? 'names one' : 'no'];
  });
}
