import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAreasBelow } from '../api/queries.ts';
import { parentPath, pathsBelow } from '../address/area-path.ts';
import { useView } from '../address/use-view.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Disclosure } from '../panel/disclosure.tsx';
import { Icon } from '../theme/icon.tsx';

/** The way from the city to the area the page is narrowed to, each step a link back, and the areas below it. */
export function AreaTrail() {
  const { t } = useTranslation();
  const { view, go, hrefOf } = useView();
  const { city } = useStore(useCity().status);
  const trail = view.area === '' ? [] : pathsBelow(city.areaPath, view.area);
  const here = view.area === '' ? city.areaPath : view.area;
  const below = useAreasBelow(here);

  return (
    <nav className="areas" aria-label={t('bar.area')}>
      <ol>
        <li className="city">
          <Link to={hrefOf({ area: '' })} aria-current={trail.length === 0 ? 'location' : undefined}>
            {t('bar.wholeCity')}
          </Link>
        </li>
        {trail.map((path, index) => (
          <li key={path}>
            <Link
              to={hrefOf({ area: path })}
              aria-current={index === trail.length - 1 ? 'location' : undefined}
            >
              <AreaName path={path} />
            </Link>
          </li>
        ))}
      </ol>
      {(below.data?.items.length ?? 0) > 0 && (
        <Disclosure label={t('bar.narrow')} face={<Icon name="down" />}>
          {below.data?.items.map((area) => (
            <button key={area.areaPath} type="button" onClick={() => go({ area: area.areaPath })}>
              {area.name}
              <span className="muted small">{area.name === area.code ? '' : area.code}</span>
            </button>
          ))}
        </Disclosure>
      )}
    </nav>
  );
}

/** The name of an area by its path, told by the areas of the level above; its code until that is known. */
export function AreaName({ path }: { readonly path: string }) {
  const siblings = useAreasBelow(parentPath(path));
  return siblings.data?.items.find((area) => area.areaPath === path)?.name ?? path.split('/').at(-2) ?? path;
}
