import type { Static, TObject } from 'typebox';
import { expectationOf, settingsOf, type Setting, type SettingsSchema } from './setting.ts';

/** One setting that is not as it should be. Never holds the value of a secret. */
export interface ConfigurationProblem {
  readonly variable: string;
  /** `is missing`, `is "80a"`. */
  readonly wrong: string;
  /** What would be right. */
  readonly right: string;
}

/** Everything that is wrong with the configuration at once; the process must not start. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];
  constructor(problems: readonly ConfigurationProblem[]) {
    super(
      [
        `the configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`,
        ...problems.map(({ variable, wrong, right }) => `- ${variable} ${wrong}; it must be ${right}`),
      ].join('\n'),
    );
    this.problems = problems;
  }
}

const LONGEST_SHOWN = 60;

/**
 * Reads the settings from environment variables. An empty variable counts as one that is not set. `rules` look at
 * settings that depend on each other, and are asked only when each of them is sound alone.
 */
export function loadConfiguration<Schema extends TObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
  rules: readonly ((configuration: Static<Schema>) => readonly ConfigurationProblem[])[] = [],
): Static<Schema> {
  const configuration: Record<string, unknown> = {};
  const problems: ConfigurationProblem[] = [];
  for (const setting of settingsOf(schema as SettingsSchema)) {
    const text = env[setting.name];
    if (text === undefined || text === '') {
      if (setting.default !== undefined) configuration[setting.name] = setting.default;
      else if (setting.required) {
        problems.push({ variable: setting.name, wrong: 'is missing', right: expectationOf(setting) });
      }
      continue;
    }
    const value = valueOf(setting, text);
    if (value !== undefined) configuration[setting.name] = value;
    else
      problems.push({ variable: setting.name, wrong: shown(setting, text), right: expectationOf(setting) });
  }
  const sound = configuration as Static<Schema>;
  if (problems.length === 0) problems.push(...rules.flatMap((rule) => rule(sound)));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return sound;
}

function shown({ secret }: Setting, text: string): string {
  if (secret) return 'has a value that is not right (a secret, not shown)';
  // What is wrong with a URL may be just that a password stands in it.
  const told = text.replace(/(?<=:\/\/[^/?#]*:)[^/?#]*(?=@)/, '…');
  return `is ${JSON.stringify(told.length > LONGEST_SHOWN ? `${told.slice(0, LONGEST_SHOWN)}…` : told)}`;
}

/** The value a text stands for; undefined when it is not one the setting takes. */
function valueOf(setting: Setting, text: string): unknown {
  if (setting.type === 'boolean') {
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  if (setting.type !== 'string') return numberOf(setting, text);
  if (setting.choices !== undefined && !setting.choices.includes(text)) return undefined;
  if (setting.uri && !URL.canParse(text)) return undefined;
  if (setting.pattern !== undefined && !setting.pattern.test(text)) return undefined;
  return text;
}

function numberOf(
  { type, minimum = -Infinity, maximum = Infinity }: Setting,
  text: string,
): number | undefined {
  const wellFormed = type === 'integer' ? /^-?[0-9]{1,15}$/ : /^-?[0-9]+(\.[0-9]+)?$/;
  const value = wellFormed.test(text) ? Number(text) : NaN;
  return value >= minimum && value <= maximum ? value : undefined;
}
