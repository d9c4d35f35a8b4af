// What is behind a number of the report: its steps, a page at a time, and as a file.
import { useCallback, useEffect, useState } from "react";
import { download, get, sentenceOf } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { span } from "../../lib/time";
import { go, hrefOf } from "../../state/route";
import { person } from "../../state/session";
import { t } from "../../strings/care";
import { Table } from "../frame";
import { Dialog, Moment, Problem } from "../../ui/parts";
import { seconds, type Filter, type Kind, type Step } from "./figures";

const PAGE = 50;
const FORMS = { CSV: "CSV", XLSX: "Excel", PARQUET: "Parquet" } as const;

export type Opened = { title: string; filter: Filter; kinds: Kind[] };
type Page = { steps?: Step[]; nextPageToken?: string };

const full = (kinds: Kind[]) => kinds.map((kind) => `KIND_${kind}`);

export function Steps({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const { found, more, busy, problem } = useSteps(opened);
  return (
    <Dialog id="drawer" title={opened.title} onClose={onClose} wide>
      <div className="drawer-about">
        <p className="quiet small">{t("stepsAbout")}</p>
        <Save filter={opened.filter} kinds={opened.kinds} label={t("save")} />
      </div>
      <Problem text={problem} />
      {found.length ? (
        <Table heads={[t("when"), t("what"), t("agent"), t("queue"), t("took"), t("item")]} label={opened.title}>
          {found.map((step, at) => (
            <Line key={at} step={step} />
          ))}
        </Table>
      ) : null}
      {!found.length && !busy && !problem ? <p className="quiet">{t("none")}</p> : null}
      {more ? (
        <button type="button" onClick={more} disabled={busy}>
          {t("more")}
        </button>
      ) : null}
    </Dialog>
  );
}

function useSteps({ filter, kinds }: Opened) {
  const [found, setFound] = useState<Step[]>([]);
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState("");
  const read = useCallback(
    async (from: string) => {
      setBusy(true);
      try {
        const page = await get<Page>("/care/steps", { ...filter, kinds: full(kinds), pageSize: PAGE, pageToken: from });
        setFound((known) => [...(from ? known : []), ...(page.steps ?? [])]);
        setToken(page.nextPageToken ?? "");
        setProblem("");
      } catch (fault) {
        setProblem(sentenceOf(fault));
      }
      setBusy(false);
    },
    [filter, kinds],
  );
  useEffect(() => void read(""), [read]);
  return { found, busy, problem, more: token ? () => void read(token) : null };
}

function Line({ step }: { step: Step }) {
  const path = `/${step.opportunity}`;
  return (
    <tr>
      <th scope="row">
        <Moment stamp={step.eventTime} />
      </th>
      <td>{t(`kind.${step.kind.replace("KIND_", "") as Kind}`)}</td>
      <td>{step.agent ? person(step.agent.replace("agents/", "user:")) : t("nobody")}</td>
      <td>{step.queue.replace("queues/", "")}</td>
      <td>{step.duration === undefined ? "–" : span(seconds(step.duration))}</td>
      <td>
        <a
          href={hrefOf(path)}
          aria-label={t("goTo", { when: step.eventTime })}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            go(path);
          }}
        >
          {t("go")}
        </a>
      </td>
    </tr>
  );
}

export function Save({ filter, kinds, label }: { filter: Filter; kinds: Kind[]; label: string }) {
  const [busy, setBusy] = useState(false);
  const save = async (form: string) => {
    setBusy(true);
    await attempt(() => download("/care/steps:export", { filter: { ...filter, kinds: full(kinds) }, format: `FORMAT_${form}` }));
    setBusy(false);
  };
  return (
    <div className="care-save" role="group" aria-label={label} aria-busy={busy}>
      <span className="quiet small">{busy ? t("saving") : label}</span>
      {Object.entries(FORMS).map(([form, name]) => (
        <button key={form} type="button" className="ghost small" disabled={busy} onClick={() => void save(form)}>
          {name}
        </button>
      ))}
    </div>
  );
}
