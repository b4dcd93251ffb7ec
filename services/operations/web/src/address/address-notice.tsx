import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useAreasBelow } from '../api/queries.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Icon } from '../theme/icon.tsx';
import './address-notice.css';
import { parentPath } from './area-path.ts';
import { useView } from './use-view.ts';
import { misreadParts } from './view.ts';

/** Says what of the address could not be shown, and what is shown instead. */
export function AddressNotice() {
  const { t } = useTranslation();
  const { view, go } = useView();
  const [search] = useSearchParams();
  const [closed, setClosed] = useState('');
  const unknown = useUnknownArea(view.area);
  const misread = misreadParts(search);
  const said = `${search.toString()} ${unknown}`;
  if ((misread.length === 0 && !unknown) || closed === said) return null;

  return (
    <div className="address-notice" role="status" data-address-notice>
      <span className="sign-soon" aria-hidden="true">
        ▲
      </span>
      <div>
        {misread.map(({ name, text }) => (
          <p key={name}>{t(`address.${name}`, { text: shortened(text) })}</p>
        ))}
        {unknown && <p>{t('address.unknownArea', { text: shortened(view.area) })}</p>}
      </div>
      {unknown && (
        <button type="button" className="button outlined" onClick={() => go({ area: '' })}>
          {t('address.wholeCity')}
        </button>
      )}
      <button
        type="button"
        className="button"
        aria-label={t('address.close')}
        title={t('address.close')}
        onClick={() => setClosed(said)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Whether the area tree has been asked and has no such path. What lies above the city is the way to it. */
function useUnknownArea(area: string): boolean {
  const root = useStore(useCity().status).city.areaPath;
  const given = area !== '' && !root.startsWith(area);
  const siblings = useAreasBelow(parentPath(area), given);
  if (!given || siblings.data === undefined || siblings.isPlaceholderData) return false;
  return siblings.data.next === undefined && !siblings.data.items.some((item) => item.areaPath === area);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}……` : text;
}
