import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** A button that shows what belongs to it. Closes on a choice, on Esc and on a click elsewhere. */
export function Disclosure(props: {
  readonly label: string;
  readonly face: ReactNode;
  readonly side?: 'left' | 'right';
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [open]);

  return (
    <div
      className="disclosure"
      ref={frame}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
      onBlur={(event) => {
        if (event.relatedTarget !== null && !frame.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={props.className ?? 'button'}
        aria-label={props.label}
        title={props.label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {props.face}
      </button>
      {open && (
        <div
          id={id}
          className={`disclosed ${props.side ?? 'left'}`}
          onClick={(event) => {
            if ((event.target as HTMLElement).closest('button, a') !== null) setOpen(false);
          }}
        >
          {props.children}
        </div>
      )}
    </div>
  );
}
