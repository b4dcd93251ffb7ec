import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { spanParts } from './durations.ts';
import { agoText, type Language, startOfDay, timeText } from './times.ts';

const justNowMs = 5_000;

/** Times and spans in the reader's language. */
export interface Words {
  readonly language: Language;
  readonly span: (milliseconds: number) => string;
  readonly time: (moment: number, style: Parameters<typeof timeText>[1]) => string;
  readonly ago: (moment: number, now: number) => string;
  /** When something is due: the time today, with its day otherwise. */
  readonly due: (moment: number, now: number) => string;
  /** `sanitation:420105` → `环卫`; a unit without a word keeps its code. */
  readonly unit: (unit: string) => string;
  readonly reason: (code: string) => string;
  /** Why a question was not answered, for somebody who has to decide what to do. */
  readonly failure: (error: Error) => string;
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
      ago: (moment, now) => (now - moment < justNowMs ? t('panel.fresh') : agoText(moment, now, language)),
      due: (moment, now) =>
        timeText(moment, startOfDay(moment) === startOfDay(now) ? 'minute' : 'dayMinute', language),
      unit(unit) {
        const [kind = ''] = unit.split(':');
        return t(`unit.${kind}`, { defaultValue: unit });
      },
      reason: (code) => t(`reason.${code}`, { defaultValue: code }),
      failure(error) {
        if (!(error instanceof ApiError) || error.status === 0) return t('failure.unreachable');
        return t(`failure.${error.code}`, { defaultValue: error.message });
      },
    }),
    [t, language],
  );
}
