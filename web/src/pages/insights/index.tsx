// Insights: numbers that open, and that admit what they did not see.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "../../lib/store";
import { go, route } from "../../state/route";
import { say } from "../../state/say";
import { settings } from "../../state/settings";
import { w } from "../../strings/insights";
import { Page } from "../frame";
import { Alerts } from "./Alerts";
import { Communities, OwnAnswers } from "./Answers";
import { Drivers, People, Spikes, Topics } from "./Behind";
import { Breakdown, Feeling } from "./Breakdown";
import { Channels } from "./Channels";
import { Late } from "./Chart";
import { Dashboards } from "./Dashboards";
import { Drawer } from "./Drawer";
import { Filters } from "./Filters";
import { HeatMap } from "./HeatMap";
import { LookContext, useLook, type Look, type Opened } from "./look";
import { Promises } from "./Promises";
import { Tiles } from "./Tiles";
import { Trend } from "./Trend";
import type { Slice } from "./types";
import { FIELD_OF } from "./types";
import { readView, SHOWS, sliceGiven, sliceOf, writeView, type List, type View } from "./view";
import { stretch } from "./words";
import "../../styles/insights.css";

const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export default function InsightsPage() {
  const query = useStore(route, (value) => value.query);
  const zone = useStore(settings, (value) => value.zone) || BROWSER_ZONE;
  const [now, setNow] = useState(() => Date.now());
  const [opened, setOpened] = useState<Opened | null>(null);
  const view = useMemo(() => readView(query), [query]);
  const slice = useMemo(() => sliceOf(view, now, zone), [view, now, zone]);
  const change = useCallback((part: Partial<View>) => go("/insights", writeView({ ...readView(route.get().query), ...part })), []);
  const look: Look = useMemo(() => ({ view, slice, zone, change, open: setOpened }), [view, slice, zone, change]);
  const narrow = useCallback(
    ({ by, value }: NonNullable<Opened["narrow"]>) => {
      const { field, prefix } = FIELD_OF[by];
      const plain = field === "brands" ? value.replace("brands/", "") : prefix && !value.startsWith(prefix) ? prefix + value : value;
      setOpened(null);
      change({ [field as List]: [plain] });
    },
    [change],
  );
  useEffect(() => {
    const given = sliceGiven(query);
    setOpened(given?.startTime && given.endTime ? { title: stretch(given.startTime, given.endTime, zone), slices: [given] } : null);
  }, [query, zone]);
  const shareIt = () => void navigator.clipboard?.writeText(location.href).then(() => say(w("shared")));
  return (
    <LookContext value={look}>
      <Page
        title={w("title")}
        about={w("about")}
        actions={
          <>
            <button type="button" className="ghost small" onClick={shareIt}>
              {w("share")}
            </button>
            <button type="button" className="small" onClick={() => setNow(Date.now())}>
              {w("refresh")}
            </button>
          </>
        }
      >
        <Filters />
        <nav className="segments shows" aria-label={w("shows")}>
          {SHOWS.map((show) => (
            <button key={show} type="button" aria-pressed={view.show === show} onClick={() => change({ show, dashboard: "" })}>
              {w(`show.${show}`)}
            </button>
          ))}
        </nav>
        {view.show === "overview" ? <Overview /> : null}
        {view.show === "why" ? <Why /> : null}
        {view.show === "answers" ? <Answers /> : null}
        {view.show === "alerts" ? <Alerts /> : null}
        {view.show === "dashboards" ? <Dashboards /> : null}
      </Page>
      {opened ? <Drawer opened={opened} onClose={() => setOpened(null)} onNarrow={narrow} /> : null}
    </LookContext>
  );
}

function Overview() {
  const { slice } = useLook();
  const everybody: Slice = useMemo(() => ({ ...slice, brands: undefined, queries: undefined }), [slice]);
  return (
    <>
      <Tiles />
      <Trend />
      <div className="grid halves">
        <Feeling />
        <Breakdown by="BRAND" slice={everybody} title={w("voice")} about={w("voice.about")} />
      </div>
      <Late height={300}>
        <div className="cards-grid insight-cards">
          <Breakdown by="NETWORK" />
          <Breakdown by="INTENT" />
          <Breakdown by="LANGUAGE" />
          <Breakdown by="EMOTION" />
          <Breakdown by="COUNTRY" />
          <Breakdown by="QUERY" />
        </div>
      </Late>
      <Late height={280}>
        <HeatMap />
      </Late>
    </>
  );
}

function Why() {
  return (
    <>
      <Spikes />
      <div className="grid halves">
        <Topics />
        <Drivers />
      </div>
      <Late height={300}>
        <People />
      </Late>
    </>
  );
}

function Answers() {
  return (
    <>
      <OwnAnswers />
      <Late height={300}>
        <Promises />
        <Communities />
        <Channels />
      </Late>
    </>
  );
}
