/** `sqlite:<file>` names a file, absolute or from the folder the process was started in. */
export function sqliteFile(url: string): string {
  return url.slice('sqlite:'.length);
}
