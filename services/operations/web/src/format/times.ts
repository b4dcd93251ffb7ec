/** Every time on the page is Shanghai time, the time of the city's offices. */
const timeZone = 'Asia/Shanghai';

export type Language = 'zh' | 'en';

const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

const styles = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { hour: '2-digit', minute: '2-digit' },
  day: { month: 'short', day: 'numeric', weekday: 'short' },
  dayMinute: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  full: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in words, `style` saying how much of it. */
export function timeText(moment: number, style: keyof typeof styles, language: Language): string {
  const key = `${style} ${language}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locales[language], { ...styles[style], timeZone, hourCycle: 'h23' });
    formats.set(key, format);
  }
  return format.format(moment);
}

const relatives: Readonly<Record<Language, Intl.RelativeTimeFormat>> = {
  zh: new Intl.RelativeTimeFormat('zh-CN', { numeric: 'always', style: 'narrow' }),
  en: new Intl.RelativeTimeFormat('en-GB', { numeric: 'always', style: 'narrow' }),
};

/** How long before `now` a moment was, in the largest fitting unit: `3 分钟前`. */
export function agoText(moment: number, now: number, language: Language): string {
  const seconds = Math.max(0, Math.round((now - moment) / 1000));
  const relative = relatives[language];
  if (seconds < 60) return relative.format(-seconds, 'second');
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour');
  return relative.format(-Math.floor(seconds / 86_400), 'day');
}

/** Start of the Shanghai day of a moment; the city has no summer time. */
export function startOfDay(moment: number): number {
  const offset = 8 * 3_600_000;
  return Math.floor((moment + offset) / 86_400_000) * 86_400_000 - offset;
}
