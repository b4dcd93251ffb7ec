import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { spanParts } from './durations.ts';
import { agoText, type Language, timeText } from './times.ts';

/** Times and spans in the reader's language. */
export interface Words {
  readonly language: Language;
  readonly span: (milliseconds: number) => string;
  readonly time: (moment: number, style: Parameters<typeof timeText>[1]) => string;
  readonly ago: (moment: number, now: number) => string;
  /** `sanitation:420105` → `环卫 420105`. */
  readonly unit: (unit: string) => string;
  readonly reason: (code: string) => string;
}

export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  return useMemo(
    () => ({
      language,
      span(milliseconds) {
        const { key, values } = spanParts(milliseconds);
        return t(`span.${key}`, values);
      },
      time: (moment, style) => timeText(moment, style, language),
      ago: (moment, now) => agoText(moment, now, language),
      unit(unit) {
        const [kind = '', place = ''] = unit.split(':');
        return [t(`unit.${kind}`, { defaultValue: kind }), place].filter(Boolean).join(' ');
      },
      reason: (code) => t(`reason.${code}`, { defaultValue: code }),
    }),
    [t, language],
  );
}
