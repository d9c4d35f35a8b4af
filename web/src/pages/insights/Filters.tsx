// What is looked at: brand, period, and what else narrows it. All of it stands in the address.
import { useState } from "react";
import { get } from "../../api/client";
import type { Brand } from "../../api/types";
import { useTold } from "../frame";
import { w } from "../../strings/insights";
import { useAsked } from "./ask";
import { Reading, useAsking, Words } from "./Asking";
import { useLook } from "./look";
import type { Breakdown, Dimension, Slice } from "./types";
import { asQuery, LISTS, RANGES, wall, type List, type View } from "./view";
import { valueName } from "./words";

const DIMENSION: Record<Exclude<List, "tags">, Dimension> = { brands: "BRAND", networks: "NETWORK", languages: "LANGUAGE", sentiments: "SENTIMENT", emotions: "EMOTION", intents: "INTENT", countries: "COUNTRY", queries: "QUERY" };
const FIXED: Partial<Record<List, string[]>> = {
  sentiments: ["NEGATIVE", "NEUTRAL", "POSITIVE"],
  emotions: ["ANGER", "JOY", "OPTIMISM", "SADNESS"],
  intents: ["QUESTION", "COMPLAINT", "PURCHASE_INTEREST", "CHURN_RISK", "PRAISE", "SUGGESTION", "FAULT_REPORT", "DANGER", "PRESS_OR_LEGAL", "CHATTER"],
};

/** A value of a list for people. */
const named = (list: List, value: string) => (list === "tags" ? `#${value}` : valueName(DIMENSION[list], bare(value)));

export const bare = (value: string) => value.replace(/^(LABEL|KIND)_/, "");

export function Filters() {
  const { view, zone, change } = useLook();
  const asking = useAsking();
  const day = (at: number) => {
    const there = wall(at, zone);
    return `${there.year}-${String(there.month).padStart(2, "0")}-${String(there.day).padStart(2, "0")}`;
  };
  const period = (range: View["range"]) => {
    if (range !== "own") return change({ range, from: "", to: "" });
    change({ range, from: day(Date.now() - 6 * 86_400_000), to: day(Date.now()) });
  };
  return (
    <form className="look" role="search" aria-label={w("filters")} onSubmit={(event) => event.preventDefault()}>
      <div className="look-line">
        <BrandPick />
        <label className="field">
          <span>{w("range")}</span>
          <select value={view.range} onChange={(event) => period(event.target.value as View["range"])}>
            {[...RANGES, "own" as const].map((each) => (
              <option key={each} value={each}>
                {w(`range.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {view.range === "own" ? (
          <>
            <label className="field">
              <span>{w("from")}</span>
              <input type="date" value={view.from} max={view.to} onChange={(event) => event.target.value && change({ from: event.target.value })} />
            </label>
            <label className="field">
              <span>{w("to")}</span>
              <input type="date" value={view.to} min={view.from} onChange={(event) => event.target.value && change({ to: event.target.value })} />
            </label>
          </>
        ) : null}
        <label className="field">
          <span>{w("voices")}</span>
          <select value={view.voices} onChange={(event) => change({ voices: event.target.value as View["voices"] })}>
            {(["others", "own", "all"] as const).map((each) => (
              <option key={each} value={each}>
                {w(`voices.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <Words asking={asking} />
        <label className="tick">
          <input type="checkbox" checked={view.compare} onChange={(event) => change({ compare: event.target.checked })} />
          {w("compare")}
        </label>
        <label className="tick">
          <input type="checkbox" checked={view.spam} onChange={(event) => change({ spam: event.target.checked })} />
          {w("spam")}
        </label>
      </div>
      <Reading asking={asking} />
      <div className="look-line picks">
        {(["networks", "languages", "sentiments", "emotions", "intents", "countries", "tags"] as const).map((list) => (
          <Pick key={list} list={list} />
        ))}
        <Chips />
      </div>
    </form>
  );
}

function BrandPick() {
  const { view, change } = useLook();
  const { told } = useTold(() => get<{ brands?: Brand[] }>("/brands", { pageSize: 200 }));
  const brands = told?.brands ?? [];
  const chosen = view.brands.length === 1 ? (view.brands[0] ?? "") : view.brands.length ? "some" : "";
  return (
    <label className="field">
      <span>{w("by.BRAND")}</span>
      <select value={chosen} onChange={(event) => change({ brands: event.target.value ? [event.target.value] : [] })}>
        <option value="">{w("filters.all")}</option>
        {view.brands.length > 1 ? <option value="some">{view.brands.join(", ")}</option> : null}
        {brands.map((brand) => {
          const id = brand.name.replace("brands/", "");
          return (
            <option key={id} value={id}>
              {brand.displayName || id}
            </option>
          );
        })}
      </select>
    </label>
  );
}

function Pick({ list }: { list: List }) {
  const [open, setOpen] = useState(false);
  const { view } = useLook();
  const chosen = view[list].length;
  return (
    <details className="pick" onToggle={(event) => setOpen(event.currentTarget.open)} onKeyDown={(event) => event.key === "Escape" && event.currentTarget.removeAttribute("open")}>
      <summary className="button small">
        {w(`pick.${list}`)}
        {chosen ? <b className="pick-count">{chosen}</b> : null}
      </summary>
      {open ? <Choices list={list} /> : null}
    </details>
  );
}

function Choices({ list }: { list: List }) {
  const { view, slice, change } = useLook();
  const fixed = FIXED[list];
  const without: Slice = { ...slice, [list]: undefined };
  const asked = list === "tags" ? {} : { ...asQuery(without), dimension: DIMENSION[list] };
  const { told, busy } = useAsked<Breakdown & { tags?: { tag: string }[] }>(list === "tags" ? "/tags" : "/insights/breakdown", fixed ? null : asked);
  const found = told?.tags?.map((each) => each.tag) ?? (told?.parts ?? []).map((part) => part.value);
  const values = fixed ?? [...new Set([...found, ...view[list].map(bare)])].filter(Boolean);
  const prefix = list === "intents" ? "KIND_" : fixed ? "LABEL_" : "";
  const turn = (value: string) => {
    const full = prefix + value;
    change({ [list]: view[list].includes(full) ? view[list].filter((each) => each !== full) : [...view[list], full] });
  };
  return (
    <div className="pick-list" role="group" aria-label={w(`pick.${list}`)} aria-busy={busy && !fixed}>
      {values.map((value) => (
        <label key={value} className="tick">
          <input type="checkbox" checked={view[list].includes(prefix + value)} onChange={() => turn(value)} />
          <bdi>{named(list, value)}</bdi>
        </label>
      ))}
      {!values.length && (!busy || fixed) ? <p className="quiet small">{w("pick.none")}</p> : null}
    </div>
  );
}

function Chips() {
  const { view, change } = useLook();
  const chips = LISTS.filter((list) => list !== "brands").flatMap((list) => view[list].map((value) => ({ list, value, name: named(list, value) })));
  if (!chips.length && !view.text) return null;
  const none = Object.fromEntries(LISTS.filter((list) => list !== "brands").map((list) => [list, []])) as unknown as Partial<View>;
  return (
    <ul className="chips">
      {chips.map(({ list, value, name }) => (
        <li key={list + value} className="chip on">
          <span>
            <bdi>{name}</bdi>
          </span>
          <button type="button" aria-label={w("filters.drop", { name })} onClick={() => change({ [list]: view[list].filter((each) => each !== value) })}>
            ×
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="ghost small" onClick={() => change({ ...none, text: "" })}>
          {w("filters.clear")}
        </button>
      </li>
    </ul>
  );
}
