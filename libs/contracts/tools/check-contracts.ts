import { fromCloudEvent } from '../src/cloud-event.ts';
import type { JsonSchema } from '../src/closed-schema.ts';
import type { EventDefinition } from '../src/define-events.ts';
import { createUpcasters, InvalidUpcasters, type Upcaster, type Upcasters } from '../src/upcasters.ts';
import { createEventValidator, InvalidEventData } from '../src/validate-event.ts';
import { incompatibilities, sameMeaning, schemaFaults } from './compatibility.ts';
import { type Release, readReleased, type Released } from './released.ts';

/** What keeps the language from being published as it stands. */
export interface ContractProblem {
  /** `IncidentReported v1`, or the file at fault. */
  readonly event: string;
  /** Path of the field at fault; empty when the event as a whole is. */
  readonly field: string;
  /** Stable name of the rule. */
  readonly rule: string;
  /** Which release it clashes with and what to do. */
  readonly detail: string;
}

export interface Language {
  readonly definitions: readonly EventDefinition[];
  readonly upcasters: readonly Upcaster[];
}

/** Compares the language with every release of it and reads every golden event. No problem: empty. */
export function checkContracts(language: Language, folder: string): readonly ContractProblem[] {
  const released = readReleased(folder);
  return [
    ...damaged(released),
    ...clashes(language, released),
    ...unreleased(language, released),
    ...unreadableGolden(language, released),
  ];
}

/** Everything that a release could not mend: what `contracts:release` refuses. */
export function clashes(language: Language, { releases }: Released): readonly ContractProblem[] {
  return [
    ...language.definitions.flatMap((definition) =>
      schemaFaults(schemaOf(definition)).map((fault) => ({
        event: nameOf(definition),
        ...fault,
        detail: 'the schema says something that this check cannot judge or a reader cannot live with',
      })),
    ),
    ...releases.flatMap((release) => clashesWith(release, language.definitions)),
    ...missingMinors(releases),
    ...wrongUpcasters(language),
  ];
}

function clashesWith(release: Release, definitions: readonly EventDefinition[]): ContractProblem[] {
  const event = `${release.type} v${release.major}`;
  const against = `against release v${release.major}.${release.minor}`;
  const definition = definitionOf(release, definitions);
  if (definition === undefined)
    return [
      {
        event,
        field: '',
        rule: 'deleted-event',
        detail: `${against}: the log holds it for ever, keep its definition`,
      },
    ];
  if (definition.context !== release.context)
    return [
      {
        event,
        field: '',
        rule: 'moved-event',
        detail: `${against}: was ${release.context}, is ${definition.context}`,
      },
    ];
  return incompatibilities(release.schema, schemaOf(definition)).map(({ field, rule }) => ({
    event,
    field,
    rule,
    detail: `${against}: make version ${release.major + 1} and an upcaster instead`,
  }));
}

function wrongUpcasters(language: Language): ContractProblem[] {
  try {
    createUpcasters(language.definitions, language.upcasters);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidUpcasters)) throw error;
    return error.problems.map((detail) => ({
      event: detail.split(/[:\s]/)[0] ?? '',
      field: '',
      rule: 'upcaster-chain',
      detail,
    }));
  }
}

/** Definitions that no release says, or says otherwise, though compatibly. */
function unreleased(language: Language, { releases }: Released): ContractProblem[] {
  return language.definitions.flatMap((definition) => {
    const latest = latestRelease(definition, releases);
    const event = nameOf(definition);
    if (latest === undefined)
      return [{ event, field: '', rule: 'unreleased-event', detail: 'run npm run contracts:release' }];
    if (sameMeaning(latest.schema, schemaOf(definition))) return [];
    const detail = `differs from release v${latest.major}.${latest.minor}: run npm run contracts:release`;
    return [{ event, field: '', rule: 'unreleased-change', detail }];
  });
}

function damaged({ damage }: Released): ContractProblem[] {
  return damage.map(({ file, rule }) => ({
    event: file,
    field: '',
    rule,
    detail: 'a release never changes: restore the file as it was released',
  }));
}

function missingMinors(releases: readonly Release[]): ContractProblem[] {
  return releases
    .filter(({ type, major, minor }) => {
      const before = (other: Release): boolean =>
        other.type === type && other.major === major && other.minor === minor - 1;
      return minor > 0 && !releases.some(before);
    })
    .map(({ type, major, minor }) => ({
      event: `${type} v${major}`,
      field: '',
      rule: 'missing-release',
      detail: `v${major}.${minor} is released, v${major}.${minor - 1} is not there`,
    }));
}

/** Golden events go the way of a recorded one: envelope, own version, upcast, latest version. */
function unreadableGolden(language: Language, { releases }: Released): ContractProblem[] {
  const validate = createEventValidator(language.definitions);
  let upcasters: Upcasters;
  try {
    upcasters = createUpcasters(language.definitions, language.upcasters);
  } catch (error) {
    if (error instanceof InvalidUpcasters) return [];
    throw error;
  }
  return releases.flatMap((release) => {
    const problem = (field: string, rule: string, detail: string): ContractProblem => ({
      event: `${release.type} v${release.major}`,
      field,
      rule,
      detail: `golden/${release.file}: ${detail}`,
    });
    if (release.golden === undefined || release.golden.length === 0)
      return [problem('', 'golden-missing', 'every release has golden events')];
    // Deleted events have been reported as such.
    if (definitionOf(release, language.definitions) === undefined) return [];
    return release.golden.flatMap((envelope) => {
      try {
        const { event } = fromCloudEvent(envelope);
        if (event.type !== release.type || event.version !== release.major)
          return [problem('', 'golden-unreadable', `holds ${event.type} v${event.version}`)];
        validate(event.type, event.version, event.data);
        const latest = upcasters.upcast(event);
        validate(latest.type, latest.version, latest.data);
        return [];
      } catch (error) {
        const field = error instanceof InvalidEventData ? error.field : '';
        return [problem(field, 'golden-unreadable', error instanceof Error ? error.message : String(error))];
      }
    });
  });
}

/** The schema of an event's data as plain JSON, as it is published. */
export function schemaOf(definition: EventDefinition): JsonSchema {
  return JSON.parse(JSON.stringify(definition.data)) as JsonSchema;
}

export function latestRelease(
  { type, version }: EventDefinition,
  releases: readonly Release[],
): Release | undefined {
  return releases.filter((release) => release.type === type && release.major === version).at(-1);
}

function definitionOf(
  { type, major }: Release,
  definitions: readonly EventDefinition[],
): EventDefinition | undefined {
  return definitions.find((definition) => definition.type === type && definition.version === major);
}

function nameOf({ type, version }: EventDefinition): string {
  return `${type} v${version}`;
}
