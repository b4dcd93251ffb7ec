import { writeFileSync } from 'node:fs';
import { schemaUrl, wrapEvent } from '../src/cloud-event.ts';
import type { EventDefinition } from '../src/define-events.ts';
import { clashes, type ContractProblem, type Language, latestRelease, schemaOf } from './check-contracts.ts';
import { sameMeaning } from './compatibility.ts';
import { goldenRecord } from './golden-event.ts';
import { latestMinors, type Release, readReleased, releaseFile, writeRelease } from './released.ts';

export interface ReleaseResult {
  /** Files below `released` that are new; empty when nothing had changed or when something was refused. */
  readonly written: readonly string[];
  /** Why nothing was written. */
  readonly problems: readonly ContractProblem[];
}

/**
 * Releases what is new: version 1.0 of a new event, 2.0 of a new major version, the next minor of a compatible change.
 * All or nothing: one incompatible change, anywhere, and nothing is written.
 */
export function releaseContracts(language: Language, folder: string): ReleaseResult {
  const released = readReleased(folder);
  const damage = released.damage.map(({ file, rule }) => ({
    event: file,
    field: '',
    rule,
    detail: 'restore the file as it was released',
  }));
  const problems = [...damage, ...clashes(language, released)];
  if (problems.length > 0) return { written: [], problems };

  const written: string[] = [];
  for (const definition of language.definitions) {
    const latest = latestRelease(definition, released.releases);
    if (latest !== undefined && sameMeaning(latest.schema, schemaOf(definition))) continue;
    const release = makeRelease(definition, latest === undefined ? 0 : latest.minor + 1);
    writeRelease(folder, release);
    written.push(release.file);
  }
  return { written, problems: [] };
}

/** Writes the module that the running program knows the latest releases by. */
export function writeReleasesModule(folder: string, path: string): void {
  const entries = Object.entries(latestMinors(readReleased(folder).releases))
    .map(([event, minor]) => `  '${event}': ${minor},\n`)
    .join('');
  writeFileSync(
    path,
    `// Written by \`npm run contracts:release\`; do not edit.

/** Latest minor release of every major version of every event: what \`dataschema\` names. */
export const releases: Readonly<Record<string, number>> = {
${entries}};
`,
  );
}

function makeRelease(
  definition: EventDefinition,
  minor: number,
): Release & { readonly golden: readonly unknown[] } {
  const { context, type, version, title, description } = definition;
  return {
    context,
    type,
    major: version,
    minor,
    file: releaseFile(context, type, version, minor),
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: schemaUrl(context, type, version, minor),
      title: title.en,
      description,
      ...schemaOf(definition),
    },
    golden: definition.examples.map((data, index) =>
      wrapEvent(goldenRecord(definition, data, index), context, minor),
    ),
  };
}
