import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const left = new Set(['node_modules', 'dist', 'web']);

/**
 * Sources and tests of a working tree in a folder of their own below the system's temporary one. What is imported from
 * `@linli` is the copy's, every other package the one installed here.
 */
export class WorkingCopy {
  /** Where things about the run may be put, outside the tree. */
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'linli-rules-')));
  readonly root = join(this.folder, 'tree');

  /** @param changed files that differ in the copy, with their text there */
  constructor(root: string, changed: ReadonlyMap<string, string>) {
    process.once('exit', this.remove);
    mkdirSync(join(this.root, 'node_modules', '@linli'), { recursive: true });
    symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(this.folder, 'node_modules'));
    writeFileSync(join(this.root, 'package.json'), '{ "type": "module" }');
    for (const parent of ['libs', 'services']) {
      if (!existsSync(join(root, parent))) continue;
      for (const name of readdirSync(join(root, parent))) this.#add(root, parent, name);
    }
    for (const [file, text] of changed) writeFileSync(join(this.root, file), text);
  }

  readonly remove = (): void => {
    process.off('exit', this.remove);
    rmSync(this.folder, { recursive: true, force: true });
  };

  #add(root: string, parent: string, name: string): void {
    const place = join(parent, name);
    cpSync(join(root, place), join(this.root, place), {
      recursive: true,
      filter: (path) => !left.has(basename(path)),
    });
    const packages = join(root, place, 'node_modules');
    if (existsSync(packages)) symlinkSync(packages, join(this.root, place, 'node_modules'));
    if (existsSync(join(this.root, place, 'package.json')))
      symlinkSync(join('..', '..', place), join(this.root, 'node_modules', '@linli', name));
  }
}
