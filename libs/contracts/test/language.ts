import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TObject, Type } from 'typebox';
import type { EventDefinition } from '../src/define-events.ts';
import type { Upcaster } from '../src/upcasters.ts';
import type { Language } from '../tools/check-contracts.ts';

/** A sample event, for languages of a single one. */
export function gauge(version: number, data: TObject, example: Record<string, unknown>): EventDefinition {
  return {
    context: 'residents',
    type: 'GaugeRead',
    version,
    title: { zh: '水位读数', en: 'Gauge read' },
    description: 'A level was read.',
    rows: ['R-00'],
    data,
    examples: [example],
    shows: [],
  };
}

export const metres = gauge(1, Type.Object({ level: Type.Number({ 'x-unit': 'm' }) }), { level: 1.2 });
export const metresWithNote = gauge(
  1,
  Type.Object({
    level: Type.Number({ 'x-unit': 'm' }),
    instrument: Type.Optional(Type.Enum(['staff', 'sensor'])),
  }),
  { level: 1.2, instrument: 'sensor' },
);
export const decimetres = gauge(2, Type.Object({ level: Type.Integer({ 'x-unit': 'dm' }) }), { level: 12 });
export const toDecimetres: Upcaster = {
  type: 'GaugeRead',
  from: 1,
  to: 2,
  upcast: (data) => ({ level: Math.round((data as { level: number }).level * 10) }),
};

export function language(
  definitions: readonly EventDefinition[],
  upcasters: readonly Upcaster[] = [],
): Language {
  return { definitions, upcasters };
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'linli-contracts-'));
}
