import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../format/times.ts';
import en from './en.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

const stored = 'linli.language';

/** The address decides, then what the reader chose before, then the browser; whoever reads neither reads Chinese. */
export function chooseLanguage(
  fromAddress: Language | undefined,
  remembered: string | null,
  browser: readonly string[],
): Language {
  if (fromAddress !== undefined) return fromAddress;
  if (remembered === 'zh' || remembered === 'en') return remembered;
  const known = browser.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'zh' || tag === 'en');
  return known === 'en' ? 'en' : 'zh';
}

export function startLanguage(fromAddress: Language | undefined): void {
  const language = chooseLanguage(fromAddress, localStorage.getItem(stored), navigator.languages);
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  markLanguage(language);
}

export function switchLanguage(language: Language): void {
  localStorage.setItem(stored, language);
  void i18next.changeLanguage(language);
  markLanguage(language);
}

function markLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
