import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRouting, UnitId } from '@linli/contracts';
import { declaredAccess, type AccessDeclaration } from '@linli/service-kit/roles';
import { code, page, table } from './markdown.ts';
import { accessOfServices } from './service-access.ts';

type Declared = ReadonlyMap<string, AccessDeclaration>;

/** What the kit itself declares stands under this name. */
const kit = 'every service';

/** `docs/roles.md`. */
export async function rolesPage(repository: string): Promise<string> {
  const { maxLength, pattern } = UnitId as { maxLength?: number; pattern?: string };
  const declared = new Map([
    [kit, declaredAccess().get(kit) as AccessDeclaration],
    ...(await accessOfServices(repository)),
  ]);
  return page(
    '# Roles, permissions and units',
    `A token says who its bearer is (${code('sub')}, a pseudonym), what he may do (${code('roles')}), where (${code('areas')}: prefixes of area paths, ${code('42/01/05/')} is the district and everything in it, an empty one everywhere) and, if he acts for one, for which unit (${code('unit')}). \`npm run token -- --help\` makes one for the city that \`npm start\` runs; a city of its own lets its identity provider sign them ([how a service runs](services/README.md)).`,
    `Each context declares what belongs to it in its ${code('services/<service>/src/access.ts')}; a role that several declare may do what all of them say. Every service has what [the kit declares](../libs/service-kit/src/auth/roles.ts).`,
    '## Roles',
    table(['role', 'who', 'may', 'declared by'], roleRows(declared)),
    '## Permissions',
    table(['permission', 'lets its bearer', 'declared by', 'roles that have it'], permissionRows(declared)),
    `Without the permission, or outside of the areas, a request is answered with 403, ${code('missing-permission')} or ${code('foreign-area')}; a door for units answers ${code('no-unit')} to who acts for none and ${code('foreign-unit')} to who acts for another.`,
    '## Units',
    `A unit is written ${code('<kind>:<division>')}: what it is, and the digits of the national division it works for; at most ${maxLength} characters that match ${code(String(pattern))}. An incident is led by the unit that a rule of the routing names, or else by the unit of its territory.`,
    table(['unit', 'on the page', 'named by'], await unitRows(repository)),
    `The kinds beside those of territory are those of the routing a new city starts with (${code('libs/contracts/src/incidents/default-policies.ts')}); a city names its own with the policy ${code('routing')}.`,
  );
}

function roleRows(declared: Declared): string[][] {
  const names = new Set([...declared.values()].flatMap(({ roles }) => Object.keys(roles)));
  return [...names].map((role) => {
    const by = [...declared].flatMap(([owner, { roles }]) =>
      roles[role] === undefined ? [] : [{ owner, ...roles[role] }],
    );
    const who = new Set(by.map((one) => one.who));
    const may = new Set(by.flatMap((one) => one.may));
    return [
      code(role),
      [...who].join('; '),
      [...may].map(code).join(', '),
      by.map(({ owner }) => owner).join(', '),
    ];
  });
}

function permissionRows(declared: Declared): string[][] {
  return [...declared].flatMap(([owner, { permissions }]) =>
    Object.entries(permissions).map(([permission, lets]) => [
      code(permission),
      lets,
      owner,
      rolesWith(declared, permission).map(code).join(', '),
    ]),
  );
}

function rolesWith(declared: Declared, permission: string): readonly string[] {
  const having = [...declared.values()].flatMap(({ roles }) =>
    Object.entries(roles).flatMap(([role, { may }]) => (may.includes(permission) ? [role] : [])),
  );
  return [...new Set(having)];
}

/** A community and the divisions around it, and the departments that the first routing names. */
async function unitRows(repository: string): Promise<string[][]> {
  const words = unitWords(repository);
  const { territorialOwner } = (await import(
    join(repository, 'services/incidents/src/routing/routing-rules.ts')
  )) as { territorialOwner(areaPath: string): string };
  const codes = ['42', '01', '05', '011', '010'];
  const paths = codes.map((_, last) => `${codes.slice(0, last + 1).join('/')}/`).reverse();
  const named = defaultRouting.rules.flatMap(({ lead, support }) => [lead, ...support]);
  const departments = [...new Set(named)].filter((unit) => unit !== 'territory').sort();
  const row = (unit: string, by: string) => [code(unit), words[unit.split(':')[0] ?? ''] ?? code(unit), by];
  return [
    ...paths.map((path) => row(territorialOwner(path), `territory: the owner of ${code(path)}`)),
    ...departments.map((unit) => row(unit, 'the routing of a new city')),
  ];
}

/** What the operations centre calls the kinds of units; it shows the code of one that it has no word for. */
function unitWords(repository: string): Readonly<Record<string, string>> {
  const file = join(repository, 'services/operations/web/src/i18n');
  const [zh, en] = ['zh', 'en'].map(
    (language) =>
      (
        JSON.parse(readFileSync(join(file, `${language}.json`), 'utf8')) as {
          readonly unit: Readonly<Record<string, string>>;
        }
      ).unit,
  );
  return Object.fromEntries(Object.entries(zh ?? {}).map(([kind, word]) => [kind, `${word}, ${en?.[kind]}`]));
}
