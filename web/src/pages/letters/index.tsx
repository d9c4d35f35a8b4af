// What readers of the log gave up: looked at, tried again, thrown away; readers that paused go on.
import { useState } from "react";
import { get, post, sentenceOf } from "../../api/client";
import { Field, Form } from "../../conversation/dialogs";
import { say } from "../../state/say";
import { t as desk } from "../../strings";
import { t } from "../../strings/letters";
import { Dialog, Empty, Moment, Problem } from "../../ui/parts";
import { Card, Page, Table, useTold } from "../frame";
import { choices, stillThere, type Letter } from "./choice";

type Consumer = { name: string; stream: string; pending: number; inFlight: number; paused: boolean };
type Turn = "pause" | "resume";
type Asking = { verb: "replay" | "purge" } | { verb: Turn; consumer: string } | { verb: "show"; letter: Letter } | null;

const AGAIN = 10;

export default function LettersPage() {
  const [of, setOf] = useState("");
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking>(null);
  const letters = useTold(() => get<{ deadLetters: Letter[] }>("/deadLetters", { consumer: of }), AGAIN, of);
  const readers = useTold(() => get<{ consumers: Consumer[] }>("/consumers"), AGAIN);
  const shown = letters.told?.deadLetters ?? [];
  const chosen = stillThere(shown, picked);
  // A reader reads its stream and its retries; both are listed, under one name.
  const names = [...new Set([of, ...shown.map((each) => each.consumer), ...(readers.told?.consumers ?? []).map((each) => each.name)])].filter(Boolean).sort();
  const done = () => {
    setPicked(new Set());
    void letters.again();
    void readers.again();
  };
  const acts = (
    <div className="line-form">
      <select aria-label={t("consumer")} value={of} onChange={(event) => setOf(event.target.value)}>
        <option value="">{t("every")}</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <button type="button" disabled={!chosen.size} onClick={() => setAsking({ verb: "replay" })}>
        {t("replay")}
      </button>
      <button type="button" disabled={!chosen.size} onClick={() => setAsking({ verb: "purge" })}>
        {t("purge")}
      </button>
    </div>
  );
  return (
    <Page title={desk("way.letters")} about={t("about")} problem={letters.problem || readers.problem}>
      <Card title={t("given")} actions={acts}>
        {letters.told && !shown.length ? <Empty title={t("none")} /> : <Letters letters={shown} picked={chosen} onPick={setPicked} onShow={(letter) => setAsking({ verb: "show", letter })} />}
      </Card>
      <Card title={t("consumers")}>
        <Readers consumers={readers.told?.consumers ?? []} onTurn={(verb, consumer) => setAsking({ verb, consumer })} />
      </Card>
      {asking?.verb === "show" ? <Shown letter={asking.letter} onClose={() => setAsking(null)} /> : null}
      {asking?.verb === "pause" || asking?.verb === "resume" ? <Halt verb={asking.verb} consumer={asking.consumer} onDone={done} onClose={() => setAsking(null)} /> : null}
      {asking?.verb === "replay" || asking?.verb === "purge" ? <Act verb={asking.verb} letters={shown} picked={chosen} onDone={done} onClose={() => setAsking(null)} /> : null}
    </Page>
  );
}

type LettersProps = { letters: Letter[]; picked: ReadonlySet<string>; onPick: (names: ReadonlySet<string>) => void; onShow: (letter: Letter) => void };

function Letters({ letters, picked, onPick, onShow }: LettersProps) {
  const turn = (name: string) => onPick(new Set(picked.has(name) ? [...picked].filter((each) => each !== name) : [...picked, name]));
  const every = letters.length > 0 && picked.size === letters.length;
  return (
    <>
      <label>
        <input type="checkbox" checked={every} onChange={() => onPick(new Set(every ? [] : letters.map((letter) => letter.name)))} /> {t("pickAll")}
      </label>
      <Table label={t("given")} heads={[t("pick"), t("consumer"), t("item"), t("reason"), t("tries"), t("when"), t("show")]}>
        {letters.map((letter) => (
          <tr key={letter.name}>
            <td>
              <input type="checkbox" aria-label={t("pickNamed", { name: letter.itemId || letter.name })} checked={picked.has(letter.name)} onChange={() => turn(letter.name)} />
            </td>
            <td>{letter.consumer}</td>
            <td dir="auto">{letter.itemId || t("unreadable")}</td>
            <td>{letter.reason}</td>
            <td>{letter.tries}</td>
            <td>
              <Moment stamp={letter.deadTime} />
            </td>
            <td>
              <button type="button" className="ghost small" aria-label={t("showNamed", { name: letter.itemId || letter.name })} onClick={() => onShow(letter)}>
                {t("show")}
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Readers({ consumers, onTurn }: { consumers: Consumer[]; onTurn: (verb: Turn, consumer: string) => void }) {
  const turn = (each: Consumer): Turn => (each.paused ? "resume" : "pause");
  return (
    <Table label={t("consumers")} heads={[t("consumer"), t("stream"), t("pending"), t("inFlight"), t("state")]}>
      {consumers.map((each) => (
        <tr key={`${each.name}/${each.stream}`}>
          <td>{each.name}</td>
          <td>{each.stream}</td>
          <td>{each.pending.toLocaleString()}</td>
          <td>{each.inFlight.toLocaleString()}</td>
          <td>
            {each.paused ? <span className="badge warn">{t("waits")}</span> : t("going")}{" "}
            {each.stream !== "RETRY" ? (
              <button type="button" className={each.paused ? "small" : "ghost small"} aria-label={t(`${turn(each)}Named`, { name: each.name })} onClick={() => onTurn(turn(each), each.name)}>
                {t(turn(each))}
              </button>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Shown({ letter, onClose }: { letter: Letter; onClose: () => void }) {
  return (
    <Dialog title={letter.itemId || letter.name} onClose={onClose} wide>
      <h3>{t("subject")}</h3>
      <p>{letter.subject}</p>
      <h3>{t("cause")}</h3>
      <p dir="auto">{letter.cause || letter.reason}</p>
    </Dialog>
  );
}

type Ends = { onDone: () => void; onClose: () => void };

function Act({ verb, letters, picked, onDone, onClose }: Ends & { verb: "replay" | "purge"; letters: Letter[]; picked: ReadonlySet<string> }) {
  const [problem, setProblem] = useState("");
  // What is asked about is what was picked when it was asked, whatever the list shows by now.
  const [calls] = useState(() => choices(letters, picked));
  const act = async () => {
    let count = 0;
    try {
      for (const choice of calls) count += (await post<{ count: number }>(`/deadLetters:${verb}`, choice)).count;
      say(t(verb === "replay" ? "replayed" : "purged", { n: count }));
      onDone();
      return true;
    } catch (fault) {
      setProblem(sentenceOf(fault));
      if (count) onDone();
      return false;
    }
  };
  const n = calls.reduce((sum, choice) => sum + choice.numbers.length, 0);
  return (
    <Form title={t(verb)} label={t(verb)} onClose={onClose} onSubmit={act} ready={n > 0}>
      <p>{t(`${verb}Sure`, { n })}</p>
      <Problem text={problem} />
    </Form>
  );
}

function Halt({ verb, consumer, onDone, onClose }: Ends & { verb: Turn; consumer: string }) {
  const [why, setWhy] = useState("");
  const [problem, setProblem] = useState("");
  const act = () =>
    post(`/consumers:${verb}`, { consumer, why: why.trim() }).then(
      () => {
        say(t(`${verb}d`, { name: consumer }));
        onDone();
        return true;
      },
      (fault: unknown) => {
        setProblem(sentenceOf(fault));
        return false;
      },
    );
  return (
    <Form title={t(`${verb}Named`, { name: consumer })} label={t(verb)} onClose={onClose} onSubmit={act} ready={verb === "resume" || Boolean(why.trim())}>
      <p>{t(`${verb}Sure`)}</p>
      <Field label={t("why")}>
        <input value={why} maxLength={200} required={verb === "pause"} dir="auto" data-first onChange={(event) => setWhy(event.target.value)} />
      </Field>
      <Problem text={problem} />
    </Form>
  );
}
