// The left pane: search, filters and saved views above the rows; what is picked, below.
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "../lib/store";
import { asked, askFor, followQueue } from "../state/asked";
import { go, route } from "../state/route";
import { queue, readStates, type Row } from "../state/queue";
import { search, searchFor } from "../state/search";
import { session } from "../state/session";
import { keep, load } from "../state/settings";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Close, Search } from "../ui/icons";
import { Empty, Key } from "../ui/parts";
import { Bulk } from "./Bulk";
import { choices, isPlain, moodOf, readFilters, shown, statesOf, VIEWS, writeFilters, type Choice, type Filters } from "./filters";
import { FirstSteps } from "./FirstSteps";
import { inLanguage } from "./language";
import { QueueList } from "./QueueList";
import { order } from "./order";

type Saved = { name: string; query: string };
const SAVED = "desk:views";
const NONE: ReadonlySet<string> = new Set();

type Props = { onNext: () => void; onWrite: () => void; onMerge: (rows: Row[]) => void };

export function QueuePane({ onNext, onWrite, onMerge }: Props) {
  const rows = useStore(queue, (value) => value.rows);
  const loaded = useStore(queue, (value) => value.loaded);
  const { uid, query } = useStore(route, (value) => value);
  const me = useStore(session, (value) => value.me?.holder ?? "");
  const filters = useMemo(() => readFilters(query), [query]);
  const calm = useDeferredValue(rows);
  const found = useFound(filters);
  const visible = useMemo(() => shown(calm, filters, me, found), [calm, filters, me, found]);
  const [picked, pick, clear] = usePicked(visible);

  useEffect(() => order.set({ uids: visible.map((row) => row.uid), plain: isPlain(filters) }), [visible, filters]);
  useEffect(() => {
    if (filters.view === "snoozed" || filters.view === "done") void readStates(statesOf(filters.view));
  }, [filters.view]);

  return (
    <nav className="queue" aria-label={t("queue.title")} data-ready={loaded ? "yes" : "no"}>
      <div className="queue-head">
        <h1>
          {t("queue.title")} <span id="queue-count" className="count">{visible.length.toLocaleString()}</span>
        </h1>
        <button type="button" className="ghost" onClick={onWrite} aria-keyshortcuts="w" title={t("write.title")}>
          {t("write.write")} <Key>w</Key>
        </button>
        <button type="button" className="primary" onClick={onNext} aria-keyshortcuts="n">
          {t("queue.next")} <Key>n</Key>
        </button>
      </div>
      <FilterBar filters={filters} />
      <Reading filters={filters} />
      <Everywhere filters={filters} />
      {visible.length ? <QueueList rows={visible} open={uid} picked={picked} onPick={pick} /> : <Nothing loaded={loaded} plain={isPlain(filters)} />}
      {picked.size ? <Bulk rows={visible.filter((row) => picked.has(row.uid))} onMerge={onMerge} onDone={clear} /> : null}
    </nav>
  );
}

/** What the server finds where the desk cannot look itself: in all that ever came, or by a query. */
function useFound({ view, text }: Filters): ReadonlySet<string> {
  const everywhere = useStore(search, (value) => value);
  const here = useStore(asked, (value) => value);
  const query = view !== "any" && inLanguage(text) ? text : "";
  useEffect(() => {
    if (view === "any") void searchFor(text);
  }, [view, text]);
  useEffect(() => void askFor(query, statesOf(view)), [query, view]);
  useEffect(followQueue, []);
  if (view === "any") return everywhere.text === text ? everywhere.uids : NONE;
  return query && here.query === query ? here.uids : NONE;
}

/** How a query reads, or where it cannot be read. */
function Reading({ filters }: { filters: Filters }) {
  const everywhere = useStore(search, (value) => value);
  const here = useStore(asked, (value) => value);
  if (!inLanguage(filters.text)) return null;
  const { reading, problem } = filters.view === "any" ? everywhere : here;
  if (!reading && !problem) return null;
  return (
    <p className={`small query-reading ${problem ? "bad" : "quiet"}`} role="status">
      {problem || reading}
    </p>
  );
}

/** The way from what waits to all that ever came, and what came of it. */
function Everywhere({ filters }: { filters: Filters }) {
  const { busy, more, problem } = useStore(search, (value) => value);
  if (!filters.text) return null;
  if (filters.view !== "any") {
    return (
      <button type="button" className="ghost small everywhere" aria-keyshortcuts="Enter" onClick={() => apply({ ...filters, view: "any" })}>
        {t("search.everywhere")} <Key>⏎</Key>
      </button>
    );
  }
  if (problem) return null;
  return (
    <p className="quiet small everywhere" role="status">
      {busy ? t("search.busy") : more ? t("search.more") : inLanguage(filters.text) ? t("search.doneQuery") : t("search.done")}
    </p>
  );
}

function Nothing({ loaded, plain }: { loaded: boolean; plain: boolean }) {
  if (!loaded) return <p className="rows-wait" aria-busy="true">{t("queue.loading")}</p>;
  return (
    <Empty title={plain ? t("queue.empty") : t("queue.noMatch")}>
      {plain ? (
        <>
          <p>{t("queue.emptyMore")}</p>
          <FirstSteps />
        </>
      ) : (
        <button type="button" onClick={() => apply(readFilters(new URLSearchParams()))}>
          {t("queue.showAll")}
        </button>
      )}
    </Empty>
  );
}

function usePicked(visible: Row[]): [ReadonlySet<string>, (uid: string, range: boolean) => void, () => void] {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const last = useRef("");
  const now = useRef(visible);
  now.current = visible;
  const pick = useMemo(
    () => (uid: string, range: boolean) => {
      setPicked((before) => {
        const next = new Set(before);
        const uids = now.current.map((row) => row.uid);
        const [from, to] = [uids.indexOf(last.current), uids.indexOf(uid)].sort((a, b) => a - b) as [number, number];
        if (range && from >= 0) for (const each of uids.slice(from, to + 1)) next.add(each);
        else if (!next.delete(uid)) next.add(uid);
        last.current = uid;
        return next;
      });
    },
    [],
  );
  return [picked, pick, useMemo(() => () => setPicked(new Set()), [])];
}

export function apply(filters: Filters): void {
  const { uid } = route.get();
  go(uid ? `/opportunities/${uid}` : "/", writeFilters(filters), true);
}

function FilterBar({ filters }: { filters: Filters }) {
  const rows = useStore(queue, (value) => value.rows);
  const networks = useMemo(() => choices(rows, (row) => [row.item.mention?.network ?? ""]), [rows]);
  const brands = useMemo(() => choices(rows, (row) => [row.item.brand.replace("brands/", "")]), [rows]);
  const tags = useMemo(() => choices(rows, (row) => row.item.tags ?? []), [rows]);
  const moods = useMemo(() => choices(rows, (row) => [moodOf(row)]), [rows]);
  const queues = useMemo(() => choices(rows, (row) => [(row.item.queue ?? "").replace("queues/", "")]), [rows]);
  const [more, setMore] = useState(Boolean(filters.network || filters.brand || filters.tag || filters.mood || filters.queue));
  const set = (part: Partial<Filters>) => apply({ ...filters, ...part });
  return (
    <div className="filters">
      <div className="filters-line">
        <SearchField text={filters.text} onText={(text) => set({ text })} onEverywhere={(text) => text && set({ text, view: "any" })} />
        <Choose label={t("filter.view")} value={filters.view} onChange={(view) => set({ view })} options={VIEWS.map((view) => [view, t(`view.${view}`)])} />
        <button type="button" className="ghost small" aria-expanded={more} onClick={() => setMore(!more)}>
          {t("filter.more")}
        </button>
      </div>
      {more ? (
        <div className="filters-more">
          <Pick label={t("filter.network")} value={filters.network} found={networks} name={networkName} onChange={(network) => set({ network })} />
          <Pick label={t("filter.mood")} value={filters.mood} found={moods} name={(mood) => t(`mood.${mood as "neutral"}`)} onChange={(mood) => set({ mood })} />
          <Pick label={t("filter.brand")} value={filters.brand} found={brands} onChange={(brand) => set({ brand })} />
          <Pick label={t("filter.queue")} value={filters.queue} found={queues} onChange={(value) => set({ queue: value })} />
          <Pick label={t("filter.tag")} value={filters.tag} found={tags} onChange={(tag) => set({ tag })} />
          <SavedViews filters={filters} />
        </div>
      ) : null}
    </div>
  );
}

type SearchProps = { text: string; onText: (text: string) => void; onEverywhere: (text: string) => void };

function SearchField({ text, onText, onEverywhere }: SearchProps) {
  const [typed, setTyped] = useState(text);
  const told = useRef(text);
  useEffect(() => {
    if (text !== told.current) setTyped(text);
    told.current = text;
  }, [text]);
  useEffect(() => {
    if (typed === told.current) return undefined;
    const waiting = setTimeout(() => {
      told.current = typed;
      onText(typed);
    }, 120);
    return () => clearTimeout(waiting);
  });
  return (
    <label className="search">
      <span className="visually-hidden">{t("filter.search")}</span>
      <Search />
      <input id="search" type="search" value={typed} placeholder={t("filter.search")} title={t("filter.searchHint")} onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => event.key === "Enter" && onEverywhere(typed.trim())} aria-keyshortcuts="/" />
      {typed ? (
        <button type="button" className="icon-button" aria-label={t("filter.clear")} onClick={() => setTyped("")}>
          <Close />
        </button>
      ) : null}
    </label>
  );
}

type ChooseProps = { label: string; value: string; options: [string, string][]; onChange: (value: string) => void };

export function Choose({ label, value, options, onChange }: ChooseProps) {
  return (
    <label className="choose">
      <span className="visually-hidden">{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

type PickProps = { label: string; value: string; found: Choice[]; name?: (value: string) => string; onChange: (value: string) => void };

function Pick({ label, value, found, name = (each) => each, onChange }: PickProps) {
  if (found.length < 2 && !value) return null;
  const options: [string, string][] = found.map((each) => [each.value, `${name(each.value)} (${each.count})`]);
  if (value && !found.some((each) => each.value === value)) options.push([value, name(value)]);
  return <Choose label={label} value={value} onChange={onChange} options={[["", label], ...options]} />;
}

function SavedViews({ filters }: { filters: Filters }) {
  const [saved, setSaved] = useState<Saved[]>(() => load<Saved[]>(SAVED, []));
  const [name, setName] = useState("");
  const query = writeFilters(filters).toString();
  const write = (next: Saved[]) => {
    setSaved(next);
    keep(SAVED, next);
  };
  const add = () => {
    if (name.trim()) write([...saved.filter((each) => each.name !== name.trim()), { name: name.trim(), query }]);
    setName("");
  };
  return (
    <div className="saved">
      {saved.map((each) => (
        <span key={each.name} className={`chip${each.query === query ? " on" : ""}`}>
          <button type="button" onClick={() => apply(readFilters(new URLSearchParams(each.query)))}>
            {each.name}
          </button>
          <button type="button" aria-label={t("view.forget", { name: each.name })} onClick={() => write(saved.filter((other) => other !== each))}>
            <Close />
          </button>
        </span>
      ))}
      {query ? (
        <form
          className="saved-new"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <label>
            <span className="visually-hidden">{t("view.name")}</span>
            <input value={name} placeholder={t("view.name")} maxLength={40} onChange={(event) => setName(event.target.value)} />
          </label>
          <button type="submit" className="small" disabled={!name.trim()}>
            {t("view.save")}
          </button>
        </form>
      ) : null}
    </div>
  );
}
