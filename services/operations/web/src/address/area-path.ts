/** The prefixes of an area path below a root, shortest first: `a/b/c/` below `a/` gives `a/b/` and `a/b/c/`. */
export function pathsBelow(root: string, path: string): readonly string[] {
  if (!path.startsWith(root)) return path === '' ? [] : pathsBelow('', path);
  const parts = path.slice(root.length).split('/').filter(Boolean);
  return parts.map((_, index) => `${root}${parts.slice(0, index + 1).join('/')}/`);
}

/** The path one level up; the root itself has none. */
export function parentPath(path: string): string {
  return path.replace(/[^/]+\/$/, '');
}

/** The area directly below `area` that a longer path lies in; undefined when it lies elsewhere or is `area` itself. */
export function childPath(area: string, path: string): string | undefined {
  if (!path.startsWith(area) || path.length === area.length) return undefined;
  return path.slice(0, path.indexOf('/', area.length) + 1);
}
