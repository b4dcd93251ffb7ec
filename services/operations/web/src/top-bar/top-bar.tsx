import { useTranslation } from 'react-i18next';
import { useView } from '../address/use-view.ts';
import { switchLanguage } from '../i18n/i18n.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Icon } from '../theme/icon.tsx';
import { switchTheme, useTheme } from '../theme/theme.ts';
import { AreaTrail } from './area-trail.tsx';
import './top-bar.css';
import { TrustStrip } from './trust-strip.tsx';

export function TopBar(props: { readonly onSearch: () => void; readonly onHelp: () => void }) {
  const { t, i18n } = useTranslation();
  const { view, go } = useView();
  const theme = useTheme();
  const { city } = useStore(useCity().status);
  const other = i18n.language === 'en' ? 'zh' : 'en';
  const themeLabel = theme === 'dark' ? t('bar.toLight') : t('bar.toDark');

  return (
    <header className="top-bar" data-mode={view.asOf === undefined ? 'live' : 'past'}>
      <h1>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M1 1h6v6H1z" opacity=".45" />
          <path d="M9 1h6v6H9zM1 9h6v6H1z" />
          <path d="M9 9h6v6H9z" opacity=".7" />
        </svg>
        {city.name}
      </h1>
      <AreaTrail />
      <button
        type="button"
        className="button search-open"
        aria-label={t('bar.searchHint')}
        aria-keyshortcuts="/"
        onClick={props.onSearch}
      >
        <Icon name="search" />
        <span className="long">{t('bar.search')}</span>
        <kbd aria-hidden="true">/</kbd>
      </button>
      <div className="trust">
        <TrustStrip />
      </div>
      <div className="tools">
        <button
          type="button"
          className="button"
          aria-label={t('bar.languageLabel')}
          lang={other === 'zh' ? 'zh-CN' : 'en'}
          onClick={() => {
            switchLanguage(other);
            if (view.language !== undefined) go({ language: other }, { replace: true });
          }}
        >
          {t('bar.language')}
        </button>
        <button
          type="button"
          className="button"
          aria-label={themeLabel}
          title={themeLabel}
          onClick={() => switchTheme(theme === 'dark' ? 'light' : 'dark')}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
        <button
          type="button"
          className="button desk-only"
          aria-label={t('bar.help')}
          title={t('bar.help')}
          aria-keyshortcuts="?"
          onClick={props.onHelp}
        >
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}
