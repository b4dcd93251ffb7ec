import { topicOf } from '@linli/contracts';
import type { ServiceAccess } from '../../src/access/access.ts';
import { rightsOf, type Right } from '../../src/access/rights.ts';
import { code, page, table as tableOf } from './markdown.ts';

const introduction = `The table is \`deploy/src/access/access.ts\`; a test holds the services' sources to it. The job \`access\` of \`docker-compose.yml\` brings the broker to it at every start: users (SCRAM-SHA-512), topics and access control entries; what is not in the table is deleted.`;

/** The table as a page: first in a person's terms, then as the broker counts it. */
export function accessPage(table: readonly ServiceAccess[]): Promise<string> {
  const services = table.map(({ service, publishes, reads }) => [
    service,
    publishes === undefined ? '–' : code(topicOf(publishes)),
    reads.length === 0 ? '–' : reads.map((context) => code(topicOf(context))).join(', '),
    code(`linli.${service}.…`),
    publishes === undefined ? '–' : code(`linli.${publishes}.…`),
  ]);
  return page(
    '# Who publishes and who reads',
    introduction,
    tableOf(
      ['service and principal', 'publishes', 'reads', 'consumer groups', 'transactional ids'],
      services,
    ),
    '## As the broker counts it',
    tableOf(['principal', 'operations', 'on'], entryRows(rightsOf(table))),
  );
}

function entryRows(rights: readonly Right[]): string[][] {
  const operations = new Map<string, string[]>();
  for (const { principal, kind, pattern, name, operation } of rights) {
    const key = `${principal}\n${kind.replace('-', ' ')} ${code(`${name}${pattern === 'prefixed' ? '…' : ''}`)}`;
    operations.set(key, [...(operations.get(key) ?? []), operation]);
  }
  return [...operations].map(([key, list]) => {
    const [principal = '', on = ''] = key.split('\n');
    return [code(principal), list.join(', '), on];
  });
}
