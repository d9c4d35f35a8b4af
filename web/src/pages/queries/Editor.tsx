// One query: fields for those who do not write boolean, the text for those who do, and what both of them find.
import { useEffect, useState } from "react";
import type { Brand } from "../../api/types";
import { sentenceOf } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { go } from "../../state/route";
import { say } from "../../state/say";
import { leads } from "../../state/session";
import { q } from "../../strings/queries";
import { networkName } from "../../strings/networks";
import { Card } from "../frame";
import { Backfill } from "./Backfill";
import { change, compare, create, explain, problemOf, readText, type Compared, type Kept, type Part, type Problem, type Read } from "./ask";
import { bare, NOTHING, read, write, type Build } from "./builder";
import { Judged } from "./Judged";
import { Parts } from "./Parts";
import { Preview } from "./Preview";
import { Tags } from "./Tags";

const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr", "ru", "uk", "ar", "he", "hi", "ja", "ko", "zh", "th", "id", "vi"];
const NETWORKS = ["bluesky", "mastodon", "x", "reddit", "youtube", "facebook", "instagram", "discourse", "hackernews", "wordpress", "googleplay", "email", "rss", "sandbox"];

const names = "DisplayNames" in Intl ? new Intl.DisplayNames(undefined, { type: "language" }) : null;
const languages = LANGUAGES.map((value) => ({ value, name: names?.of(value) ?? value }));
const networks = NETWORKS.map((value) => ({ value, name: networkName(value) }));

type Props = { brand: Brand; query: Kept | null; again: () => Promise<void> };

export function Editor({ brand, query, again }: Props) {
  const [text, setText] = useState(query?.expression ?? write({ ...NOTHING, any: [brand.displayName, ...(brand.aliases ?? [])].filter(Boolean) }));
  const [build, setBuild] = useState<Build | null>(() => read(text));
  const [id, setId] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<Kept | null>(null);
  const managed = query?.managedIn ?? "";
  const fixed = !leads() || Boolean(managed);
  const type = (value: string) => {
    setText(value);
    setBuild(read(value));
    setProblem(null);
  };
  const pick = (part: Partial<Build>) => {
    const next = { ...(build ?? NOTHING), ...part };
    setBuild(next);
    setText(write(next));
    setProblem(null);
  };
  const save = () =>
    attempt(async () => {
      try {
        if (query) {
          await change(query, text);
          say(q("changed"));
          await again();
          return;
        }
        const found = await create(brand.name, id, text);
        say(q("saved"));
        setMade(found);
        await again();
      } catch (fault) {
        const told = problemOf(fault);
        if (!told.column) throw fault;
        setProblem(told);
      }
    });
  useEffect(() => setMade(null), [query?.name]);
  const { reading, told, why, parts } = useUnderstood(text, query?.expression ?? "");
  const wrong = problem ?? (reading?.problem ? { column: reading.problem.column, problem: reading.problem.sentence, fix: reading.fix } : null);
  if (made) return <Backfill query={made} onDone={() => go("/queries")} />;
  return (
    <div className="query-grid">
      <div>
        <Card title={q("builder")}>
          {managed ? <p className="warn-line">{q("managed", { file: managed })}</p> : null}
          {query?.owner ? <p className="quiet small">{q("owner", { name: query.owner })}</p> : null}
          {build ? (
            <Fields build={build} onChange={pick} disabled={fixed} />
          ) : (
            <>
              <p className="quiet">{q("beyond")}</p>
              {fixed ? null : (
                <button type="button" className="small" onClick={() => type("")}>
                  {q("beyondClear")}
                </button>
              )}
            </>
          )}
          <label className="field query-text">
            <span>{q("text")}</span>
            <textarea rows={4} spellCheck={false} value={text} readOnly={fixed} maxLength={10_000} aria-describedby="query-what" aria-invalid={Boolean(wrong)} onChange={(event) => type(event.target.value)} />
          </label>
          <p id="query-what" className="quiet small">
            {q("textWhat")}
          </p>
          {wrong ? <Fault text={text} problem={wrong} onFix={type} /> : null}
          {wrong || !reading ? null : <Understood reading={reading} />}
        </Card>
        {query ? <Judged query={query} text={text} fixed={fixed} onUse={type} /> : null}
      </div>
      <div>
        <Preview told={told} why={why} isNew={!query} />
        <Parts parts={parts} />
      </div>
      {fixed ? null : (
        <form
          className="line-form save-bar"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {query ? null : (
            <label className="field">
              <span>{q("id")}</span>
              <input value={id} required pattern="[a-z0-9][a-z0-9\-]{0,62}" title={q("idWhat")} onChange={(event) => setId(event.target.value)} />
            </label>
          )}
          <button type="submit" className="primary" disabled={!text.trim()}>
            {q(query ? "saveChange" : "save")}
          </button>
        </form>
      )}
    </div>
  );
}

const READ_MS = 250;
const LOOK_MS = 900;

/** How a text reads, soon after it is written, and what it finds, a little later; an answer to an older text is dropped. */
function useUnderstood(text: string, before: string) {
  const [reading, setReading] = useState<Read | null>(null);
  const [found, setFound] = useState<{ told: Compared | null; why: string }>({ told: null, why: "" });
  const [parts, setParts] = useState<Part[]>([]);
  useEffect(() => {
    let old = false;
    if (!text.trim()) {
      setReading(null);
      return undefined;
    }
    const look = () => {
      explain(text).then((told) => old || setParts(told.parts ?? []), () => old || setParts([]));
      void compare(text, before).then(
        (told) => old || setFound({ told, why: "" }),
        (fault: unknown) => old || setFound({ told: null, why: sentenceOf(fault) }),
      );
    };
    let looking = 0;
    const waiting = setTimeout(() => {
      readText(text).then(
        (told) => {
          if (old) return;
          setReading(told);
          if (!told.problem) looking = window.setTimeout(look, LOOK_MS - READ_MS);
        },
        () => old || setReading(null),
      );
    }, READ_MS);
    return () => {
      old = true;
      clearTimeout(waiting);
      clearTimeout(looking);
    };
  }, [text, before]);
  return { reading, ...found, parts };
}

function Understood({ reading }: { reading: Read }) {
  const asked = (reading.asked ?? []).map((each) => `“${each}”`).join(", ");
  return (
    <div className="understood" role="status">
      <h3>{q("words")}</h3>
      <p className="reads">{reading.words}</p>
      {(reading.findings ?? []).map((each) => (
        <p key={each.column + each.sentence} className="finding">
          {each.sentence}
        </p>
      ))}
      <p className="quiet small">{asked ? q("asked", { words: asked }) : q("asked.nothing")}</p>
    </div>
  );
}

function Fields({ build, onChange, disabled }: { build: Build; onChange: (part: Partial<Build>) => void; disabled: boolean }) {
  return (
    <>
      <div className="builder">
        {(["any", "all", "none"] as const).map((field) => (
          <Tags key={field} label={q(field)} hint={q(`${field}.hint`)} values={build[field].map(bare)} disabled={disabled} onChange={(values) => onChange({ [field]: values })} />
        ))}
        <Tags label={q("languages")} hint={q("languages.hint")} values={build.languages} choices={languages} disabled={disabled} onChange={(values) => onChange({ languages: values })} />
        <Tags label={q("networks")} hint={q("networks.hint")} values={build.networks} choices={networks} disabled={disabled} onChange={(values) => onChange({ networks: values })} />
      </div>
      <p className="quiet small">{q("tagsWhat")}</p>
    </>
  );
}

/** Where the text goes wrong, and the text mended where the way out is obvious. Columns count code points from 1. */
export function Fault({ text, problem, onFix }: { text: string; problem: Problem; onFix: (text: string) => void }) {
  const letters = [...text];
  const at = Math.max(0, problem.column - 1);
  return (
    <div role="alert" className="finding bad">
      {problem.column ? (
        <pre className="query-mark">
          {letters.slice(0, at).join("")}
          <mark>{letters[at] ?? " "}</mark>
          {letters.slice(at + 1).join("")}
        </pre>
      ) : null}
      <span>
        {problem.column ? <b>{q("column", { n: problem.column })}: </b> : null}
        {problem.problem}
      </span>
      {problem.fix ? (
        <>
          <code>{problem.fix}</code>
          <button type="button" className="small" onClick={() => onFix(problem.fix)}>
            {q("fix")}
          </button>
        </>
      ) : null}
    </div>
  );
}
