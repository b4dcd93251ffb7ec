import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { formatView, parseView, type View } from './view.ts';

export interface ViewControl {
  readonly view: View;
  /** Goes to a changed view; `replace` when it is a step of one movement and not worth a way back. */
  readonly go: (change: Partial<View>, options?: { readonly replace?: boolean }) => void;
  /** The address of a changed view, for links. */
  readonly hrefOf: (change: Partial<View>) => string;
}

export function useView(): ViewControl {
  const [search, setSearch] = useSearchParams();
  const view = useMemo(() => parseView(search), [search]);
  const go = useCallback(
    (change: Partial<View>, options?: { readonly replace?: boolean }) =>
      setSearch((before) => formatView({ ...parseView(before), ...change }), {
        replace: options?.replace ?? false,
      }),
    [setSearch],
  );
  const hrefOf = useCallback(
    (change: Partial<View>) => {
      const text = formatView({ ...view, ...change }).toString();
      return text === '' ? '/' : `/?${text}`;
    },
    [view],
  );
  return useMemo(() => ({ view, go, hrefOf }), [view, go, hrefOf]);
}
