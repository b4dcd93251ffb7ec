import { topicOf } from '@linli/contracts';
import type { ServiceAccess } from './access.ts';
import { rightsOf, type Right } from './rights.ts';

const introduction = `# Who publishes and who reads

Generated from \`deploy/src/access/access.ts\` by \`npm run access:page\`; a test holds this page and the services' sources to it. The job \`access\` of \`docker-compose.yml\` brings the broker to it at every start: users (SCRAM-SHA-512), topics and access control entries; what is not in the table is deleted.
`;

/** The table as a page: first in a person's terms, then as the broker counts it. */
export function accessPage(table: readonly ServiceAccess[]): string {
  const services = table.map(({ service, publishes, reads }) => [
    service,
    publishes === undefined ? '–' : code(topicOf(publishes)),
    reads.length === 0 ? '–' : reads.map((context) => code(topicOf(context))).join(', '),
    code(`linli.${service}.…`),
    publishes === undefined ? '–' : code(`linli.${publishes}.…`),
  ]);
  return [
    introduction,
    tableOf(
      ['service and principal', 'publishes', 'reads', 'consumer groups', 'transactional ids'],
      services,
    ),
    '## As the broker counts it\n',
    tableOf(['principal', 'operations', 'on'], entryRows(rightsOf(table))),
  ].join('\n');
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

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(...[head, ...rows].map((row) => [...(row[column] ?? '')].length), 3, cell.length),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
