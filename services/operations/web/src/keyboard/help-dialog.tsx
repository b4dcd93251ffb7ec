import { useTranslation } from 'react-i18next';
import { Dialog } from '../search/dialog.tsx';
import { Icon } from '../theme/icon.tsx';

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const keys: readonly (readonly [readonly string[], string])[] = [
    [['/'], t('help.search')],
    [['j', 'k'], t('help.rows')],
    [['Enter'], t('help.open')],
    [['Esc'], t('help.back')],
    [['a'], t('help.allLines')],
    [['p'], t('help.pause')],
    [['t'], t('help.play')],
    [['←', '→', 'PgUp', 'PgDn'], t('help.slider')],
    [['?'], t('help.help')],
  ];
  const signs = [
    ['in-time', '●', t('help.inTime')],
    ['soon', '▲', t('help.soon')],
    ['overdue', '■', t('help.overdue')],
  ] as const;
  return (
    <Dialog label={t('help.title')} onClose={onClose}>
      <div className="dialog-head">
        <h2>{t('help.title')}</h2>
        <button type="button" className="button" aria-label={t('help.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <dl className="keys">
        {keys.map(([names, text]) => (
          <div key={text} style={{ display: 'contents' }}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
        {signs.map(([state, sign, text]) => (
          <div key={state} style={{ display: 'contents' }}>
            <dt className={`sign-${state}`}>{sign}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
