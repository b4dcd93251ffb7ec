import { ComposeProblem } from './problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$(?:(\$)|\{([A-Za-z_]\w*)(?:(:?-)([^}]*))?\}|([A-Za-z_]\w*))/g;

/**
 * Puts variables in, in every text below a value, as Compose does: `$NAME`, `${NAME}`, `${NAME:-default}` (also when
 * empty), `${NAME-default}`, and `$$` for a dollar. Throws where a variable is neither set nor has a default: Compose
 * would put nothing there.
 */
export function interpolate(value: unknown, env: Environment): unknown {
  if (typeof value === 'string') return interpolateText(value, env);
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, env)]));
}

function interpolateText(text: string, env: Environment): string {
  return text.replaceAll(
    VARIABLE,
    (_all, dollar?: string, braced?: string, operator?: string, fallback?: string, bare?: string) => {
      if (dollar !== undefined) return '$';
      const name = (braced ?? bare) as string;
      const set = env[name];
      if (set !== undefined && !(set === '' && operator === ':-')) return set;
      if (fallback !== undefined) return fallback;
      throw new ComposeProblem(`${name} is not set, and ${JSON.stringify(text)} names no default for it`);
    },
  );
}
