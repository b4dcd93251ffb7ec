import type { TObject } from 'typebox';
import { expectationOf, settingsOf, type Setting, type SettingsSchema } from './setting.ts';

const COLUMNS = ['setting', 'meaning', 'value', 'unit', 'default', 'secret'] as const;

/** The settings as a Markdown table, for the documentation and for `--help`. */
export function configurationTable(schema: TObject): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [COLUMNS, COLUMNS.map(() => '---'), ...settingsOf(schema as SettingsSchema).map(rowOf)]
    .map(line)
    .join('\n');
}

function rowOf(setting: Setting): readonly string[] {
  const { name, description, unit = '–', secret } = setting;
  const value = expectationOf(setting, code);
  return [code(name), description, value, unit, fallbackOf(setting), secret ? 'yes' : 'no'];
}

function fallbackOf(setting: Setting): string {
  if (setting.required) return 'required';
  if (setting.default === undefined) return 'not set';
  if (setting.secret) return '(secret)';
  return setting.default === '' ? 'empty' : code(String(setting.default));
}

function code(text: string): string {
  return `\`${text}\``;
}
