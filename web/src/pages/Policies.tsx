// The documents that decide: written here, looked over at once, tried on their own examples, then in force.
import { useEffect, useState } from "react";
import { get, post, send } from "../api/client";
import type { PolicyProblem, PolicyResult, PolicyVersion, ShadowReport } from "../api/types";
import { attempt } from "../conversation/actions";
import { say } from "../state/say";
import { person } from "../state/session";
import { t } from "../strings";
import { Moment } from "../ui/parts";
import { Card, Page, Table, useTold } from "./frame";
import { Replay } from "./policies/Replay";

const LINT_MS = 500;

type All = { active: PolicyVersion | null; versions: PolicyVersion[]; shadow: ShadowReport | null };

async function readAll(): Promise<All> {
  const [active, versions, shadow] = await Promise.all([
    get<PolicyVersion>("/policies:active").catch(() => null),
    get<{ versions?: PolicyVersion[] }>("/policies", { pageSize: 50 }).then((told) => told.versions ?? []),
    get<ShadowReport>("/policies/shadow").catch(() => null),
  ]);
  return { active, versions, shadow };
}

export default function PoliciesPage() {
  const { told, problem, again } = useTold(readAll, 20);
  const [loaded, setLoaded] = useState<PolicyVersion | null>(null);
  const base = loaded ?? told?.active ?? null;
  const look = (version: PolicyVersion) => attempt(async () => setLoaded(await get<PolicyVersion>(`/${version.name}`)));
  return (
    <Page title={t("way.policies")} about={t("policies.about")} problem={problem}>
      {told ? <Editor key={base?.name ?? "none"} base={base} again={again} /> : null}
      {told?.shadow?.candidate ? <Shadow report={told.shadow} again={again} /> : null}
      {told ? <Versions versions={told.versions} onLook={(version) => void look(version)} again={again} /> : null}
    </Page>
  );
}

function Editor({ base, again }: { base: PolicyVersion | null; again: () => Promise<void> }) {
  const [text, setText] = useState(base?.text ?? "");
  const [comment, setComment] = useState("");
  const [problems, setProblems] = useState<PolicyProblem[] | null>(null);
  const [results, setResults] = useState<PolicyResult[] | null>(null);
  useEffect(() => {
    if (!text.trim() || text === base?.text) return undefined;
    const waiting = setTimeout(() => {
      post<{ problems?: PolicyProblem[] }>("/policies:lint", { text }).then((told) => setProblems(told.problems ?? []), () => setProblems(null));
    }, LINT_MS);
    return () => clearTimeout(waiting);
  }, [text, base]);
  const test = () => attempt(async () => setResults((await post<{ results?: PolicyResult[] }>("/policies:test", { text })).results ?? []));
  const apply = () =>
    attempt(async () => {
      await post("/policies:apply", { text, comment, ...(base && documentOf(text) === base.document ? { basedOnVersion: base.version } : {}) });
      say(t("policies.applied"));
      await again();
    });
  const shadow = () =>
    attempt(async () => {
      await send("PUT", "/policies/shadow", { text });
      say(t("policies.shadowing"));
      await again();
    });
  const bad = problems?.some((each) => !each.warning) ?? false;
  return (
    <>
      <Card title={base ? t("policies.editing", { name: base.document, version: base.version }) : t("policies.new")}>
        <label className="visually-hidden" htmlFor="policy-text">
          {t("policies.text")}
        </label>
        <textarea id="policy-text" className="code" spellCheck={false} rows={18} value={text} onChange={(event) => setText(event.target.value)} />
        <Problems problems={problems} />
        {results ? <Results results={results} /> : null}
        <div className="line-form">
          <button type="button" onClick={() => void test()} disabled={bad || !text.trim()}>
            {t("policies.test")}
          </button>
          <button type="button" onClick={() => void shadow()} disabled={bad || !text.trim()}>
            {t("policies.shadow")}
          </button>
          <label className="field grow">
            <span>{t("policies.comment")}</span>
            <input value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} />
          </label>
          <button type="button" className="primary" onClick={() => void apply()} disabled={bad || !text.trim() || text === base?.text}>
            {t("policies.apply")}
          </button>
        </div>
      </Card>
      <Replay text={text} same={!text.trim() || text === base?.text} bad={bad} />
    </>
  );
}

/** The name that a document gives itself; one with another name begins a history of its own. */
function documentOf(text: string): string {
  return /^name:\s*["']?([\w-]+)/m.exec(text)?.[1] ?? "";
}

function Problems({ problems }: { problems: PolicyProblem[] | null }) {
  if (problems === null) return null;
  if (!problems.length) return <p className="fine" role="status">{t("policies.fine")}</p>;
  return (
    <ul className="list" role="status">
      {problems.map((each, index) => (
        <li key={index} className={each.warning ? "lint warn" : "lint bad"}>
          {each.line ? <b>{t("policies.line", { n: each.line })} </b> : null}
          {each.sentence}
        </li>
      ))}
    </ul>
  );
}

function Results({ results }: { results: PolicyResult[] }) {
  const passed = results.filter((each) => each.passed).length;
  return (
    <div role="status">
      <p className={passed === results.length ? "fine" : "problem"}>{t("policies.passed", { n: passed, of: results.length })}</p>
      <ul className="list">
        {results
          .filter((each) => !each.passed)
          .map((each) => (
            <li key={each.name} className="lint bad">
              <b>{each.name}</b> {each.sentence}
            </li>
          ))}
      </ul>
    </div>
  );
}

function Shadow({ report, again }: { report: ShadowReport; again: () => Promise<void> }) {
  const all = Number(report.mentionCount);
  const most = Math.max(1, ...(report.differences ?? []).map((each) => Number(each.count)));
  const end = async () => {
    await attempt(() => send("PUT", "/policies/shadow", { text: "" }));
    await again();
  };
  return (
    <Card
      title={t("policies.shadowOf", { name: report.candidate })}
      actions={
        <button type="button" className="small" onClick={() => void end()}>
          {t("policies.endShadow")}
        </button>
      }
    >
      <p>{t("policies.shadowSays", { n: Number(report.changedCount).toLocaleString(), of: all.toLocaleString() })}</p>
      <table className="parts">
        <caption className="visually-hidden">{t("policies.differences")}</caption>
        <tbody>
          {(report.differences ?? []).map((each, index) => (
            <tr key={index}>
              <th scope="row">
                {each.live} → {each.candidate} <small className="quiet">{[each.liveRule, each.candidateRule].join(" → ")}</small>
              </th>
              <td>
                <svg className="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="bar-all" width="100" height="6" rx="3" />
                  <rect className="bar-more" width={(Number(each.count) / most) * 100} height="6" rx="3" />
                </svg>
              </td>
              <td className="number">{Number(each.count).toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

type VersionsProps = { versions: PolicyVersion[]; onLook: (version: PolicyVersion) => void; again: () => Promise<void> };

function Versions({ versions, onLook, again }: VersionsProps) {
  const back = async (version: PolicyVersion) => {
    await attempt(() => post("/policies:rollback", { name: version.name, kind: version.kind, brand: version.brand }));
    await again();
  };
  return (
    <Card title={t("policies.history")}>
      <Table label={t("policies.history")} heads={[t("policies.version"), t("policies.when"), t("policies.who"), t("policies.comment"), ""]}>
        {versions.map((each, index) => (
          <tr key={index}>
            <th scope="row">
              {each.document}@{each.version} {each.active ? <span className="badge yours">{t("policies.inForce")}</span> : null}
            </th>
            <td>
              <Moment stamp={each.createTime} />
            </td>
            <td>{person(each.author)}</td>
            <td>{each.comment || each.action}</td>
            <td className="row-does">
              <button type="button" className="ghost small" onClick={() => onLook(each)}>
                {t("policies.look")}
              </button>
              {each.active ? null : (
                <button type="button" className="ghost small" onClick={() => void back(each)}>
                  {t("policies.back")}
                </button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
