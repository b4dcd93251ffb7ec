import {
  type Commit,
  type FacetVersion,
  InvalidRequest,
  type ParkedEvent,
  type Scalar,
  type ViewRef,
} from '../document-store.ts';

/**
 * Many texts as one: crossing to another thread costs per string, not per character, so a batch's thousands of keys and
 * bodies cross as a few.
 */
export interface TextColumn {
  readonly text: string;
  /** Where each value ends; −1 for null. */
  readonly ends: Int32Array;
}

/** Whole numbers; NaN for null. */
export type IntegerColumn = Float64Array;

export type FieldColumn = TextColumn | IntegerColumn;

export interface FieldType {
  readonly name: string;
  readonly type: 'text' | 'integer';
}

/** What is known of a collection by whoever sends a commit. */
export type CollectionFields = ReadonlyMap<string, readonly FieldType[]>;

/** A commit as it crosses to the writer: columns instead of objects, which a thread copies several times faster. */
export interface CommitColumns {
  readonly ref: ViewRef;
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly recordedAt: number;
  readonly moments: {
    readonly recordedAt: Float64Array;
    readonly first: Float64Array;
    readonly position: Float64Array;
  };
  readonly parked: readonly ParkedEvent[];
  readonly unparked: readonly { readonly source: string; readonly position: number }[];
  readonly collections: readonly VersionColumns[];
}

export interface VersionColumns {
  readonly collection: string;
  readonly keys: TextColumn;
  readonly positions: Float64Array;
  readonly recordedAt: Float64Array;
  /** One column per field, in the order of the schema's fields. */
  readonly fields: readonly FieldColumn[];
  readonly bodies: TextColumn;
}

export function commitColumns(commit: Commit, collections: CollectionFields): CommitColumns {
  const { ref, source, from, to, recordedAt, moments, parked = [], unparked = [] } = commit;
  const grouped = new Map<string, FacetVersion[]>();
  for (const version of commit.versions) {
    const versions = grouped.get(version.collection);
    if (versions) versions.push(version);
    else grouped.set(version.collection, [version]);
  }
  return {
    ref,
    source,
    from,
    to,
    recordedAt,
    moments: {
      recordedAt: Float64Array.from(moments, (moment) => moment.recordedAt),
      first: Float64Array.from(moments, (moment) => moment.first ?? moment.position),
      position: Float64Array.from(moments, (moment) => moment.position),
    },
    parked,
    unparked,
    collections: [...grouped].map(([collection, versions]) => {
      const fields = collections.get(collection);
      if (!fields) throw new InvalidRequest(`${ref.view} has no collection ${collection}`);
      return versionColumns(collection, versions, fields);
    }),
  };
}

function versionColumns(
  collection: string,
  versions: readonly FacetVersion[],
  fields: readonly FieldType[],
): VersionColumns {
  const keys: string[] = [];
  const bodies: (string | null)[] = [];
  const positions = new Float64Array(versions.length);
  const recordedAt = new Float64Array(versions.length);
  for (let n = 0; n < versions.length; n += 1) {
    const version = versions[n] as FacetVersion;
    keys.push(version.key);
    bodies.push(version.body);
    positions[n] = version.position;
    recordedAt[n] = version.recordedAt;
  }
  return {
    collection,
    keys: textColumn(keys),
    positions,
    recordedAt,
    fields: fields.map((field) => fieldColumn(collection, versions, field)),
    bodies: textColumn(bodies),
  };
}

function fieldColumn(
  collection: string,
  versions: readonly FacetVersion[],
  { name, type }: FieldType,
): FieldColumn {
  const texts: (string | null)[] = [];
  const integers = new Float64Array(type === 'integer' ? versions.length : 0);
  for (let n = 0; n < versions.length; n += 1) {
    const value = (versions[n] as FacetVersion).fields[name] ?? null;
    if (type === 'text' && (value === null || typeof value === 'string')) texts.push(value);
    else if (type === 'integer' && (value === null || Number.isSafeInteger(value))) {
      integers[n] = (value as number | null) ?? NaN;
    } else {
      throw new InvalidRequest(`${collection}: the field ${name} is ${type}, not ${JSON.stringify(value)}`);
    }
  }
  return type === 'text' ? textColumn(texts) : integers;
}

function textColumn(values: readonly (string | null)[]): TextColumn {
  const ends = new Int32Array(values.length);
  let end = 0;
  for (let n = 0; n < values.length; n += 1) {
    const value = values[n];
    if (value == null) ends[n] = -1;
    else ends[n] = end += value.length;
  }
  return { text: values.join(''), ends };
}

/** Reads a column from its first value to its last. */
export function valuesOf(column: FieldColumn): Scalar[] {
  if (column instanceof Float64Array) {
    return Array.from(column, (value) => (Number.isNaN(value) ? null : value));
  }
  const { text, ends } = column;
  const values = new Array<Scalar>(ends.length);
  let start = 0;
  for (let n = 0; n < ends.length; n += 1) {
    const end = ends[n] as number;
    if (end < 0) values[n] = null;
    else {
      values[n] = text.slice(start, end);
      start = end;
    }
  }
  return values;
}
