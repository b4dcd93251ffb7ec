import type { TObject } from 'typebox';
import { expectationOf, settingsOf, type SettingsSchema } from './setting.ts';

/** The settings as a Markdown table, for the documentation and for `--help`. */
export function configurationTable(schema: TObject): string {
  const rows = settingsOf(schema as SettingsSchema).map((setting) => {
    const fallback = setting.required
      ? 'required'
      : setting.default === undefined
        ? 'not set'
        : setting.secret
          ? '(secret)'
          : `\`${String(setting.default)}\``;
    const notes = setting.secret ? `${setting.description} Secret.` : setting.description;
    return [`\`${setting.name}\``, expectationOf(setting), fallback, notes];
  });
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(['variable', 'value', 'default', 'meaning']),
    '| --- | --- | --- | --- |',
    ...rows.map(line),
  ].join('\n');
}
