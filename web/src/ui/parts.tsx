// Pieces that every page uses.
import { useEffect, useId, useRef, type ReactNode } from "react";
import { ends, ago, left, moment, urgency, type End } from "../lib/time";
import { useStore } from "../lib/store";
import { useNow } from "../state/now";
import { settings } from "../state/settings";
import { t } from "../strings";
import { Close } from "./icons";

export function Ago({ stamp }: { stamp: string | undefined }) {
  const now = useNow();
  const zone = useStore(settings, (s) => s.zone);
  if (!stamp) return null;
  return (
    <time dateTime={stamp} title={moment(stamp, zone)}>
      {ago(stamp, now)}
    </time>
  );
}

export function Moment({ stamp }: { stamp: string | undefined }) {
  const zone = useStore(settings, (s) => s.zone);
  if (!stamp) return <span className="quiet">–</span>;
  return <time dateTime={stamp}>{moment(stamp, zone)}</time>;
}

export function Countdown({ end, named }: { end: End; named?: boolean }) {
  const now = useNow();
  const zone = useStore(settings, (s) => s.zone);
  const name = end.kind === "window" ? t("due.window") : t("due.due");
  return (
    <time className={`end ${urgency(end.at, now)}`} dateTime={new Date(end.at).toISOString()} title={`${name} ${moment(end.at, zone)}`}>
      {named ? <span className="end-name">{name} </span> : null}
      {left(end.at, now)}
    </time>
  );
}

export function Nearest({ item }: { item: Parameters<typeof ends>[0] }) {
  const end = ends(item)[0];
  return end ? <Countdown end={end} named /> : null;
}

export function Mood({ mood, bare }: { mood: string; bare?: boolean }) {
  if (!mood) return null;
  return (
    <span className={`mood ${mood}`}>
      <i aria-hidden="true" />
      <span className={bare ? "visually-hidden" : undefined}>{t(`mood.${mood as "negative" | "neutral" | "positive"}`)}</span>
    </span>
  );
}

export function Key({ children }: { children: string }) {
  const shown = useStore(settings, (s) => s.keys);
  return shown ? <kbd aria-hidden="true">{children}</kbd> : null;
}

type DialogProps = { title: string; onClose: () => void; children: ReactNode; wide?: boolean; id?: string };

/** A dialog of the browser's own: it keeps the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, onClose, children, wide, id }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const element = box.current;
    if (element && !element.open) element.showModal();
    // React's own autofocus comes before the dialog opens, which then takes the focus for its first button.
    element?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      const now = document.activeElement;
      const here = !now || now === document.body || Boolean(element?.contains(now));
      element?.close();
      if (here && before instanceof HTMLElement && before.isConnected) before.focus();
      else if (!here && now instanceof HTMLElement) now.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      id={id}
      className={wide ? "sheet wide" : "sheet"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === box.current && onClose()}
    >
      <div className="sheet-inside">
        <header className="sheet-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="icon-button" aria-label={t("close")} onClick={onClose}>
            <Close />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export function Avatar({ name, seed, small }: { name: string; seed: string; small?: boolean }) {
  const letters = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const initials = letters.slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  let sum = 0;
  for (const byte of new TextEncoder().encode(seed)) sum += byte;
  return (
    <span className={`avatar hue-${sum % 8}${small ? " small" : ""}`} aria-hidden="true">
      {initials || "?"}
    </span>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 120 60" aria-hidden="true">
        <path d="M8 44c14-24 30-24 44-6" />
        <path d="M112 44c-14-24-30-24-44-6" />
      </svg>
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Problem({ text }: { text: string }) {
  return text ? (
    <p className="problem" role="alert">
      {text}
    </p>
  ) : null;
}
