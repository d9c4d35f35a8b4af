// Saved replies: a slash at the beginning of the answer opens them, letters narrow them.
import { useEffect, useMemo, useState } from "react";
import { get } from "../api/client";
import type { Macro } from "../api/types";
import { t } from "../strings";

const known = new Map<string, Promise<Macro[]>>();

function macrosOf(brand: string): Promise<Macro[]> {
  const asked = get<{ macros?: Macro[] }>("/macros", { brand, pageSize: 200 }).then((told) => told.macros ?? []);
  known.set(brand, asked);
  return asked;
}

export async function rendered(macro: Macro, uid: string): Promise<string> {
  const told = await get<{ text: string }>(`/${macro.name}:render`, { opportunity: `opportunities/${uid}` });
  return told.text;
}

type Props = { brand: string; typed: string; onTake: (macro: Macro) => void; onLeave: () => void };

export function Macros({ brand, typed, onTake, onLeave }: Props) {
  const [all, setAll] = useState<Macro[] | null>(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    macrosOf(brand).then(setAll, () => setAll([]));
  }, [brand]);
  const found = useMemo(() => (all ?? []).filter((macro) => fits(macro, typed)).slice(0, 8), [all, typed]);
  const chosen = Math.min(at, Math.max(0, found.length - 1));

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLTextAreaElement === false) return;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const macro = found[chosen];
      if (step) setAt(Math.max(0, Math.min(found.length - 1, chosen + step)));
      else if (event.key === "Enter" && macro && !event.ctrlKey) onTake(macro);
      else if (event.key === "Escape") onLeave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", press, true);
    return () => document.removeEventListener("keydown", press, true);
  }, [found, chosen, onTake, onLeave]);

  return (
    <div className="macros" id="macros">
      {found.length ? (
        <ul role="listbox" aria-label={t("macro.title")}>
          {found.map((macro, index) => (
            <li key={macro.name} role="option" aria-selected={index === chosen} onMouseDown={(event) => event.preventDefault()} onClick={() => onTake(macro)}>
              <strong>{macro.displayName || macro.name.split("/").pop()}</strong>
              <span className="quiet small">{Object.values(macro.texts)[0]}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{all === null ? t("loading") : t("macro.none")}</p>
      )}
      <span className="visually-hidden" role="status">
        {found[chosen] ? t("macro.at", { name: found[chosen].displayName, n: chosen + 1, of: found.length }) : ""}
      </span>
    </div>
  );
}

function fits(macro: Macro, typed: string): boolean {
  const word = typed.toLowerCase();
  return macro.name.toLowerCase().includes(word) || macro.displayName.toLowerCase().includes(word);
}
