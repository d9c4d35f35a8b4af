// Who answers whom: accounts of brands side by side, and the places and people that others get their answers from.
import type { Long } from "../../api/types";
import { span } from "../../lib/time";
import { w } from "../../strings/insights";
import { networkName } from "../../strings/networks";
import { useAsked } from "./ask";
import { Chart, Lines, type Line } from "./Chart";
import { useLook } from "./look";
import type { Answered, Answerer, Care, CarePerformance, Communities as Told, Slice } from "./types";
import { asQuery } from "./view";
import { share } from "./words";

const MOST = 20;
const TOPICS = 12;

/** Seconds of a duration in the proto JSON mapping. */
const seconds = (wait: string | undefined) => Number.parseFloat(wait ?? "0");
const waited = (wait: string | undefined) => (wait === undefined ? "–" : span(seconds(wait)));
const part = (some: number, all: number) => (all ? `${some.toLocaleString()} · ${share(some / all)}` : "–");

/** How accounts of brands answer, ours beside competitors'. */
export function OwnAnswers() {
  const { slice, open } = useLook();
  const asked: Slice = { ...slice, brands: undefined, queries: undefined, own: undefined }; // others than ours are what it is compared with
  const { told, problem, busy } = useAsked<CarePerformance>("/insights/care", asQuery(asked));
  const accounts = told?.accounts ?? [];
  const rows = accounts.map((each) => {
    const said = { ...asked, own: true, ...(each.authorKey ? { authorKeys: [each.authorKey] } : { networks: [each.network] }) };
    const brands = (each.brands ?? []).map((brand) => brand.replace("brands/", ""));
    return cared(`@${each.handle}`, networkName(each.network), brands, each.care, () => open({ title: `@${each.handle}`, slices: [said] }));
  });
  if (accounts.length > 1) rows.unshift(cared(w("care.all"), "", [], told?.total, () => open({ title: w("care.all"), slices: [{ ...asked, own: true }] })));
  const heads = (["care.account", "care.answers", "network", "care.brands", "care.wait", "care.most", "care.replied", "care.better", "care.worse"] as const).map((each) => w(each));
  return (
    <Chart title={w("care")} about={w("care.about")} heads={heads} rows={rows} busy={busy} problem={problem} none={told ? w("care.none") : ""} className="wide">
      {rows.length ? <Lines title={w("care")} heads={heads} rows={rows} /> : null}
      <Read told={told} />
    </Chart>
  );
}

function cared(name: string, network: string, brands: string[], care: Care | undefined, open: () => void): Line {
  const [replied, better, worse] = [Number(care?.repliedCount ?? 0), Number(care?.betterCount ?? 0), Number(care?.worseCount ?? 0)];
  return {
    cells: [name, Number(care?.answerCount ?? 0), network, brands.join(", "), seconds(care?.medianWait), seconds(care?.ninthDecileWait), replied, better, worse],
    shown: [undefined, undefined, undefined, undefined, waited(care?.medianWait), waited(care?.ninthDecileWait), undefined, part(better, replied), part(worse, replied)],
    open,
  };
}

/** Places and people that others get their answers from, whole and by what was asked. */
export function Communities() {
  const { slice } = useLook();
  const { told, problem, busy } = useAsked<Told>("/insights/communities", { ...asQuery({ ...slice, own: undefined }), resultCount: MOST, topicCount: TOPICS });
  return (
    <>
      <Givers told={told} problem={problem} busy={busy} />
      <Questions told={told} problem={problem} busy={busy} />
    </>
  );
}

type Parts = { told: Told | null; problem: string; busy: boolean };

function Givers({ told, problem, busy }: Parts) {
  const { slice, open } = useLook();
  const opened = (each: Answerer) => (each.authorKey ? () => open({ title: nameOf(each), slices: [{ ...slice, authorKeys: [each.authorKey] }] }) : undefined);
  const line = (each: Answerer): Line => ({
    cells: [nameOf(each), Number(each.answerCount), networkName(each.network), w(each.authorKey ? "communities.person" : "communities.place"), Number(each.thankedCount), Number(each.acceptedCount), seconds(each.medianWait)],
    shown: [undefined, undefined, undefined, undefined, undefined, undefined, waited(each.medianWait)],
    open: opened(each),
  });
  const places = (told?.places ?? []).map(line);
  const people = (told?.authors ?? []).map(line);
  const heads = [w("communities.name"), w("care.answers"), w("network"), w("communities.kind"), w("communities.thanked"), w("communities.accepted"), w("care.wait")];
  return (
    <Chart title={w("communities")} about={w("communities.about")} heads={heads} rows={[...places, ...people]} busy={busy} problem={problem} none={told ? w("communities.none") : ""} className="wide">
      {places.length ? (
        <div className="grid halves givers">
          <Short title={w("communities.places")} heads={heads} rows={places} />
          <Short title={w("communities.authors")} heads={heads} rows={people} />
        </div>
      ) : null}
      <Read told={told} />
    </Chart>
  );
}

const SHORT = [0, 1, 4, 5, 6];

/** The columns that differ among lines of one kind. */
function Short({ title, heads, rows }: { title: string; heads: string[]; rows: Line[] }) {
  const kept = <T,>(all: T[]) => SHORT.map((at) => all[at] as T);
  return (
    <div>
      <h3>{title}</h3>
      <Lines title={title} heads={kept(heads)} rows={rows.map((row) => ({ ...row, cells: kept(row.cells), shown: kept(row.shown ?? []) }))} />
    </div>
  );
}

function Questions({ told, problem, busy }: Parts) {
  const { slice, open } = useLook();
  const rows: Line[] = (told?.topics ?? []).map((each) => ({
    cells: [each.name, Number(each.questionCount), Number(each.total?.answerCount ?? 0), Number(each.total?.thankedCount ?? 0), Number(each.total?.acceptedCount ?? 0), bestOf(each)],
    open: () => open({ title: each.name, slices: (each.words ?? [each.name]).map((text) => ({ ...slice, text })) }),
  }));
  const heads = [w("topic"), w("answered.questions"), w("care.answers"), w("communities.thanked"), w("communities.accepted"), w("answered.best")];
  return (
    <Chart title={w("answered")} about={w("answered.about")} heads={heads} rows={rows} busy={busy} problem={problem} none={told ? w("answered.none") : ""} className="wide">
      {rows.length ? <Lines title={w("answered")} heads={heads} rows={rows} /> : null}
    </Chart>
  );
}

const nameOf = (each: Answerer) => (each.authorKey ? `@${each.handle || each.authorKey.split(":").pop()}` : each.place || networkName(each.network));
const bestOf = (topic: Answered) => [...(topic.places ?? []).slice(0, 2), ...(topic.authors ?? []).slice(0, 2)].map(nameOf).join(", ");

function Read({ told }: { told: { readCount: Long; answerCount: Long } | null }) {
  const [read, all] = [Number(told?.readCount ?? 0), Number(told?.answerCount ?? 0)];
  return read < all ? <p className="quiet small">{w("answers.read", { n: read.toLocaleString(), of: all.toLocaleString() })}</p> : null;
}
