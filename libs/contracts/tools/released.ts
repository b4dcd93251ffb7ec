import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonSchema } from '../src/closed-schema.ts';
import type { ContextName } from '../src/define-events.ts';

/** One release of one event: which, and what was said. */
export interface Release {
  readonly context: string;
  readonly type: string;
  readonly major: number;
  readonly minor: number;
  /** `incidents/IncidentReported.v1.0.json`, below `released` and `golden` alike. */
  readonly file: string;
  readonly schema: JsonSchema;
  /** Golden events as CloudEvents in structured mode; undefined when the file is gone. */
  readonly golden: readonly unknown[] | undefined;
}

/** All that was ever released, oldest first for each event, and what is wrong with the files themselves. */
export interface Released {
  readonly releases: readonly Release[];
  readonly damage: readonly {
    readonly file: string;
    readonly rule: 'missing-file' | 'changed-file' | 'unlisted-file';
  }[];
}

/** SHA-256 of every file of every release, so that an edited or a deleted one is noticed. */
type Listing = Readonly<Record<string, string>>;

const listing = 'released/index.json';
const fileName = /^([a-z]+)\/([A-Z][A-Za-z0-9]*)\.v([1-9][0-9]*)\.(0|[1-9][0-9]*)\.json$/;

/** Reads the `released` and `golden` folders below `folder`; an empty folder has no release. */
export function readReleased(folder: string): Released {
  const listed = readListing(folder);
  const damage: Released['damage'][number][] = [];
  for (const [file, digest] of Object.entries(listed)) {
    if (!existsSync(join(folder, file))) damage.push({ file, rule: 'missing-file' });
    else if (digestOf(readFileSync(join(folder, file))) !== digest)
      damage.push({ file, rule: 'changed-file' });
  }
  for (const kind of ['released', 'golden'])
    for (const file of filesBelow(folder, kind))
      if (!(`${kind}/${file}` in listed)) damage.push({ file: `${kind}/${file}`, rule: 'unlisted-file' });

  const releases = filesBelow(folder, 'released').map((file) => {
    const [, context = '', type = '', major, minor] = fileName.exec(file) ?? [];
    const golden = join(folder, 'golden', file);
    return {
      context,
      type,
      major: Number(major),
      minor: Number(minor),
      file,
      schema: readJson(join(folder, 'released', file)) as JsonSchema,
      golden: existsSync(golden) ? (readJson(golden) as readonly unknown[]) : undefined,
    };
  });
  releases.sort((a, b) =>
    a.type < b.type ? -1 : a.type > b.type ? 1 : a.major - b.major || a.minor - b.minor,
  );
  return { releases, damage };
}

/** The latest minor release of every major version, by `<Type>.v<major>`. */
export function latestMinors(releases: readonly Release[]): Readonly<Record<string, number>> {
  return Object.fromEntries(releases.map(({ type, major, minor }) => [`${type}.v${major}`, minor]));
}

/** Adds one release to the folders and to the listing. Never overwrites: throws when the release is there already. */
export function writeRelease(
  folder: string,
  release: Release & { readonly golden: readonly unknown[] },
): void {
  const digests: Record<string, string> = { ...readListing(folder) };
  for (const [kind, content] of [
    ['released', release.schema],
    ['golden', release.golden],
  ] as const) {
    const bytes = `${JSON.stringify(content, undefined, 2)}\n`;
    const path = join(folder, kind, release.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { flag: 'wx' });
    digests[`${kind}/${release.file}`] = digestOf(bytes);
  }
  const sorted = Object.fromEntries(Object.entries(digests).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(folder, listing), `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** Where a release stands below `released` and `golden`. */
export function releaseFile(context: ContextName, type: string, major: number, minor: number): string {
  return `${context}/${type}.v${major}.${minor}.json`;
}

function readListing(folder: string): Listing {
  const path = join(folder, listing);
  return existsSync(path) ? (readJson(path) as Listing) : {};
}

function filesBelow(folder: string, kind: string): string[] {
  if (!existsSync(join(folder, kind))) return [];
  return readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => fileName.test(file))
    .sort();
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is not readable JSON`, { cause: error });
  }
}

function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
