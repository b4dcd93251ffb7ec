import {
  CheckpointConflict,
  type Commit,
  type FacetVersion,
  ImmutableRewritten,
  type Scalar,
} from '../src/document-store.ts';
import { broken, type FaultyStore } from './faulty-store.ts';

const changedCommit = (change: (commit: Commit) => Commit) =>
  broken((store) => ({ commit: (commit) => store.commit(change(commit)) }));

function lastOfEachKey(versions: readonly FacetVersion[]): FacetVersion[] {
  return [...new Map(versions.map((version) => [`${version.collection} ${version.key}`, version])).values()];
}

export const faultyWrites: readonly FaultyStore[] = [
  {
    fault: 'only the first of several collections is taken over',
    caughtBy: 'a generation takes over documents with their history, and its checkpoints begin at 0',
    wrap: broken((store) => ({
      takeOver: (ref, schema, from, collections) =>
        store.takeOver(ref, schema, from, collections.slice(0, 1)),
    })),
  },
  {
    fault: 'a generation is made empty, though it was to take something over',
    caughtBy: 'a take-over that is asked for by several at once is made once',
    wrap: broken((store) => ({ takeOver: (ref, schema) => store.ensure(ref, schema) })),
  },
  {
    fault: 'a take-over goes by without a look at what is parked',
    caughtBy: 'nothing is taken over where an event is parked, or has been applied late',
    wrap: broken((store) => ({
      commit: ({ parked: _, unparked: __, ...commit }) => store.commit(commit),
    })),
  },
  {
    fault: 'a conflict of checkpoints goes unsaid',
    caughtBy: 'a commit folded on another checkpoint is refused and told both',
    wrap: broken((store) => ({
      commit: (commit) =>
        store.commit(commit).catch((error: unknown) => {
          if (!(error instanceof CheckpointConflict)) throw error;
        }),
    })),
  },
  {
    fault: 'the checkpoint is written without a look at the one before',
    caughtBy: 'of commits folded on one checkpoint at once exactly one is applied',
    wrap: broken((store) => ({
      commit: (commit) =>
        store.commit(commit).catch((error: unknown) => {
          if (!(error instanceof CheckpointConflict)) throw error;
          return store.commit({ ...commit, from: error.actual, to: Math.max(commit.to, error.actual) });
        }),
    })),
  },
  {
    fault: 'a commit is two transactions',
    caughtBy: 'a reader never sees half a commit',
    wrap: broken((store) => ({
      async commit(commit) {
        const half = Math.floor(commit.versions.length / 2);
        await store.commit({ ...commit, versions: commit.versions.slice(0, half) });
        await store.commit({ ...commit, from: commit.to, versions: commit.versions.slice(half) });
      },
    })),
  },
  {
    fault: 'the checkpoint is stored before the documents',
    caughtBy: 'a commit that fails at its last version leaves nothing of the others',
    wrap: broken((store) => ({
      async commit(commit) {
        await store.commit({ ...commit, versions: [] });
        await store.commit({ ...commit, from: commit.to });
      },
    })),
  },
  {
    fault: 'commits without documents are skipped',
    caughtBy: 'a commit without documents moves the checkpoint',
    wrap: broken((store) => ({
      commit: (commit) => (commit.versions.length === 0 ? Promise.resolve() : store.commit(commit)),
    })),
  },
  {
    fault: 'removals are not written',
    caughtBy: 'a removed document is gone, and stays in its past',
    wrap: changedCommit((commit) => ({
      ...commit,
      versions: commit.versions.filter((version) => version.body !== null),
    })),
  },
  {
    fault: 'an immutable row that is written again is ignored',
    caughtBy: 'a key of an immutable collection cannot be written again',
    wrap: broken((store) => ({
      commit: (commit) =>
        store.commit(commit).catch((error: unknown) => {
          if (!(error instanceof ImmutableRewritten)) throw error;
        }),
    })),
  },
  {
    fault: 'parked events are not stored with the batch',
    caughtBy: 'parked events are kept with the batch that parked them, whole and in order',
    wrap: changedCommit((commit) => ({ ...commit, parked: [] })),
  },
  {
    fault: 'events that were applied stay parked',
    caughtBy: 'a parked event can change its state and be let go, with the documents it leads to',
    wrap: changedCommit((commit) => ({ ...commit, unparked: [] })),
  },
  {
    fault: 'whole numbers are cut to 32 bits',
    caughtBy: 'whole numbers are kept and ordered up to the largest that are exact',
    wrap: changedCommit((commit) => ({
      ...commit,
      versions: commit.versions.map((version) => ({
        ...version,
        fields: Object.fromEntries(
          Object.entries(version.fields).map(([name, value]): [string, Scalar] => [
            name,
            typeof value === 'number' ? value | 0 : value,
          ]),
        ),
      })),
    })),
  },
  {
    fault: 'text is normalised',
    caughtBy: 'keys, fields and bodies hold any text',
    wrap: changedCommit((commit) => ({
      ...commit,
      versions: commit.versions.map((version) => ({ ...version, key: version.key.normalize('NFC') })),
    })),
  },
  {
    fault: 'only the last version of a batch is kept',
    caughtBy: 'every position has the version that was in force at it, within one commit',
    wrap: changedCommit((commit) => ({ ...commit, versions: lastOfEachKey(commit.versions) })),
  },
];
