import type { RecordValue, VaultEngine } from '../src/vault-engine.ts';

/** What openings of one vault share in a broken engine. */
export interface Memory {
  readonly records: Map<string, RecordValue>;
  calls: number;
}

/** An engine with one thing wrong in it, and the cases that must find it. */
export interface Fault {
  readonly name: string;
  readonly caughtBy: readonly string[];
  readonly seed: (sound: VaultEngine, memory: Memory) => Partial<VaultEngine>;
}

const nothing = async () => undefined;

export const faults: readonly Fault[] = [
  {
    name: 'wrapping only encodes',
    caughtBy: ['what was wrapped opens to the same bytes'],
    seed: () => ({
      wrap: async (plain) => `vault:v1:${Buffer.from(plain).toString('base64')}`,
      unwrap: async (wrapped) => Buffer.from(wrapped.split(':')[2] ?? '', 'base64'),
    }),
  },
  {
    name: 'wrapping is deterministic',
    caughtBy: ['the same bytes wrapped twice are two texts'],
    seed: (sound) => {
      const known = new Map<string, string>();
      return {
        async wrap(plain) {
          const name = Buffer.from(plain).toString('hex');
          const wrapped = known.get(name) ?? (await sound.wrap(plain));
          known.set(name, wrapped);
          return wrapped;
        },
      };
    },
  },
  {
    name: 'what cannot be unwrapped comes out empty',
    caughtBy: [
      'a wrapped text of which any byte was changed is refused',
      'what a retired master key has wrapped is refused as such, and cannot be rewrapped',
    ],
    seed: (sound) => ({ unwrap: (wrapped) => sound.unwrap(wrapped).catch(() => Buffer.alloc(0)) }),
  },
  {
    name: 'rotation makes no key',
    caughtBy: ['after a rotation the next master key wraps, and what the old one has wrapped still opens'],
    seed: (sound) => ({ rotate: () => sound.generation() }),
  },
  {
    name: 'rotation destroys the key before',
    caughtBy: [
      'after a rotation the next master key wraps, and what the old one has wrapped still opens',
      'a rotation that is cut short at any write goes on where it was',
    ],
    seed: (sound) => ({
      async rotate() {
        const generation = await sound.rotate();
        await sound.retire(generation);
        return generation;
      },
    }),
  },
  {
    name: 'rewrapping gives back what it was given',
    caughtBy: [
      'rewrapping gives the same bytes under the newest master key',
      'after rotation, rewrapping and retiring every text reads, and no older copy of a wrapped key opens',
    ],
    seed: () => ({ rewrap: async (wrapped) => wrapped }),
  },
  {
    name: 'rewrapping wraps the wrapped text once more',
    caughtBy: ['rewrapping gives the same bytes under the newest master key'],
    seed: (sound) => ({ rewrap: (wrapped) => sound.wrap(Buffer.from(wrapped)) }),
  },
  {
    name: 'retiring does nothing',
    caughtBy: [
      'what a retired master key has wrapped is refused as such, and cannot be rewrapped',
      'after rotation, rewrapping and retiring every text reads, and no older copy of a wrapped key opens',
    ],
    seed: () => ({ retire: nothing }),
  },
  {
    name: 'an HMAC is random',
    caughtBy: [
      'an HMAC is the same for the same text, another for another, and outlives rotation and restart',
      'a number leads to one subject, whatever its spelling and however many register it at once',
    ],
    seed: (sound) => ({ hmac: (text) => sound.hmac(`${text}${Math.random()}`) }),
  },
  {
    name: 'an HMAC is the same for all',
    caughtBy: ['a number leads to one subject, whatever its spelling and however many register it at once'],
    seed: (sound) => ({ hmac: () => sound.hmac('') }),
  },
  {
    name: 'an HMAC changes with the master key',
    caughtBy: [
      'an HMAC is the same for the same text, another for another, and outlives rotation and restart',
    ],
    seed: (sound) => ({ hmac: async (text) => sound.hmac(`${text}${await sound.generation()}`) }),
  },
  {
    name: 'the last writer wins',
    caughtBy: [
      'a record that has changed meanwhile is not overwritten',
      'of writers at once exactly one makes a record',
      'many that ask at once for a key that is not there get one and the same',
      'a number leads to one subject, whatever its spelling and however many register it at once',
      'a key that is destroyed while keys are wrapped anew stays destroyed',
    ],
    seed: (sound) => ({
      async write(path, value) {
        while (!(await sound.write(path, value, (await sound.read(path))?.revision ?? 0)));
        return true;
      },
    }),
  },
  {
    name: 'a record that is there can be made again',
    caughtBy: ['a record that has changed meanwhile is not overwritten'],
    seed: (sound) => ({
      write: async (path, value, revision) =>
        sound.write(path, value, revision || ((await sound.read(path))?.revision ?? 0)),
    }),
  },
  {
    name: 'a write is answered and not done',
    caughtBy: [
      'a record is written where there is none, and read as it was written',
      'what one process encrypts another one reads',
    ],
    seed: () => ({ write: async () => true }),
  },
  {
    name: 'records stay in the process that wrote them',
    caughtBy: ['another opening finds records and master keys as they are'],
    seed: () => {
      const own = new Map<string, { value: RecordValue; revision: number }>();
      return {
        read: async (path) => own.get(path),
        async write(path, value, revision) {
          if ((own.get(path)?.revision ?? 0) !== revision) return false;
          own.set(path, { value, revision: revision + 1 });
          return true;
        },
      };
    },
  },
  {
    name: 'what is overwritten is kept',
    caughtBy: ['of what a record held before nothing remains', 'of a destroyed key nothing remains'],
    seed: (sound, memory) => ({
      async write(path, value, revision) {
        const before = await sound.read(path);
        const done = await sound.write(path, value, revision);
        if (done && before) await sound.write(`kept/${++memory.calls}`, before.value, 0);
        return done;
      },
    }),
  },
  {
    name: 'every write of a third path is lost',
    caughtBy: [
      'a destruction that is cut short at any write is done at the next start',
      'a registration that is cut short at any write goes on at the next one',
    ],
    seed: (sound) => ({
      write: async (path, value, revision) =>
        path.startsWith('numbers/') && revision > 0 ? true : sound.write(path, value, revision),
    }),
  },
  {
    name: 'a restored record comes back by itself',
    caughtBy: [
      'a destroyed group reads as erased, other groups and subjects as before',
      'nothing lifts a destruction',
    ],
    seed: (sound, { records }) => ({
      async write(path, value, revision) {
        if (revision === 0) records.set(path, value);
        return sound.write(path, value, revision);
      },
      async read(path) {
        const found = await sound.read(path);
        return found && path.startsWith('subjects/')
          ? { ...found, value: records.get(path) ?? found.value }
          : found;
      },
    }),
  },
  {
    name: 'a list leaves one out',
    caughtBy: [
      'a list has the names directly below its folder, and no others',
      'after rotation, rewrapping and retiring every text reads, and no older copy of a wrapped key opens',
    ],
    seed: (sound) => ({ list: async (folder) => (await sound.list(folder)).slice(1) }),
  },
  {
    name: 'a list has those of the folders beside and below',
    caughtBy: ['a list has the names directly below its folder, and no others'],
    seed: (sound) => ({
      list: async (folder) => [...(await sound.list(folder)), ...(await sound.list(`${folder}/d`))],
    }),
  },
];
