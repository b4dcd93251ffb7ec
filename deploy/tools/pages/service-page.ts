import { topicOf } from '@linli/contracts';
import { configurationTable } from '@linli/service-kit/configuration';
import type { ServiceFacts, ViewFacts } from './service-facts.ts';
import { code, page, shell, table } from './markdown.ts';

/** `docs/services/<service>.md`. */
export function servicePage(facts: ServiceFacts): Promise<string> {
  const { access, description, settings } = facts;
  return page(
    `# ${access.service}`,
    description,
    'What all services have in common, by hand: [how a service runs](README.md). When something is wrong: [runbook](../runbook.md).',
    table(['', ''], factRows(facts)),
    '## Start it alone',
    ...startCommands(facts),
    '## Views',
    table(['view', 'version', 'from', 'consumer group on Kafka'], viewRows(facts)),
    '## Configuration',
    `Environment variables, as ${code(`npx node services/${access.service}/dist/main.js --help`)} prints them. An empty variable counts as one that is not set. What is wrong with them is told all at once, and the process ends with code 78.`,
    configurationTable(settings),
  );
}

function factRows({ access, port }: ServiceFacts): string[][] {
  const { service, publishes, reads } = access;
  const topics = (contexts: readonly string[]) =>
    contexts.map((context) => `[${code(topicOf(context as 'residents'))}](../topics.md)`).join(', ');
  return [
    ['owns', publishes ? `the log of ${publishes}, in ${code('EVENT_STORE_URL')}` : 'no log; views alone'],
    [
      'publishes',
      publishes ? `${topics([publishes])}, by its relay ${code(`linli.${publishes}.relay`)}` : '–',
    ],
    ['reads over the bus', reads.length === 0 ? '–' : topics(reads)],
    ['Kafka principal and rights', `${code(`User:${service}`)}: [access](../access.md)`],
    ['listens on', `${code('HTTP_HOST')}, ${code('HTTP_PORT')}; ${port} in ${code('docker-compose.yml')}`],
    ['is alive, is ready', `${code('GET /health/live')}, ${code('GET /health/ready')}`],
    ['metrics, API', `${code('GET /metrics')}, ${code('GET /openapi.json')}`],
  ];
}

function startCommands({ access, hasWeb, port }: ServiceFacts): string[] {
  const { service, publishes, reads } = access;
  const start = `npx node services/${service}/dist/main.js`;
  const logs = reads.map((context) => `${context}=.linli/${context}/log.db`).join('&');
  const embedded = reads.length === 0 ? [] : [`EVENT_BUS_URL='embedded:?${logs}' \\`];
  const needed =
    reads.length === 0
      ? []
      : [
          `It follows ${reads.map((context) => code(`.linli/${context}/log.db`)).join(' and ')}, which ${reads.join(' and ')} must have made: start ${reads.length === 1 ? 'it' : 'them'} here first, ${publishes ? 'or leave `EVENT_BUS_URL` out; it is ready then too, and knows nothing of them' : 'each once; without them it does not start'}.`,
        ];
  return [
    'In a fresh clone, on embedded engines, in the folder of the repository:',
    shell(
      'npm ci',
      `npx nx run-many -t build -p ${hasWeb ? `${service},${service}-web` : service}`,
      `AUTH_LOCAL_KEY_FILE=.linli/key.json HTTP_PORT=${port} \\`,
      ...embedded.map((line) => `  ${line}`),
      `  ${start}`,
      '',
      `curl -s http://127.0.0.1:${port}/health/ready`,
    ),
    ...needed,
    'Built, on servers:',
    shell(
      'AUTH_JWKS_URL=https://id.example.org/jwks.json AUTH_ISSUER=https://id.example.org AUTH_AUDIENCE=linli \\',
      `  ${publishes ? `EVENT_STORE_URL=sqlite:/var/lib/linli/log.db ` : ''}READ_MODEL_URL='mongodb://${service}@mongo:27017/${service}?replicaSet=rs0' \\`,
      `  READ_MODEL_PASSWORD_FILE=/run/secrets/mongo_${service}_password \\`,
      `  EVENT_BUS_URL=kafka://kafka-1:9092,kafka-2:9092,kafka-3:9092 KAFKA_REPLICATION=3 \\`,
      `  KAFKA_USERNAME=${service} KAFKA_PASSWORD_FILE=/run/secrets/kafka_${service}_password \\`,
      `  HTTP_HOST=0.0.0.0 HTTP_PORT=3000 ${start}`,
    ),
    `As a container: ${code(`docker compose up --build ${service}`)}; the same as processes of this machine: ${code(`npm run stack -- up --only ${service}`)} ([the stack](../stack.md)).`,
  ];
}

function viewRows({ access, views }: ServiceFacts): string[][] {
  const groupOf = ({ view, contexts }: ViewFacts) =>
    contexts.every((context) => context === access.publishes)
      ? '– (its own log)'
      : code(`linli.${access.service}.${view}.<generation>`);
  return views.map((view) => [
    code(view.view),
    String(view.version),
    view.contexts.join(', '),
    groupOf(view),
  ]);
}
