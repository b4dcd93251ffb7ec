import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../configuration/load-configuration.ts';

type Passwords<Name extends string> = { readonly [Key in Name | `${Name}_FILE`]?: string | undefined };

/** A password that is set, or that stands in the file that is named; none when neither is. */
export function passwordOf<Name extends string>(settings: Passwords<Name>, name: Name): string | undefined {
  const file = settings[`${name}_FILE`];
  if (file === undefined) return settings[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      { variable: `${name}_FILE`, wrong: `names ${file} (${code})`, right: 'a file this service can read' },
    ]);
  }
}
