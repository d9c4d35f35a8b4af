// Training: brands for practice, their lessons, and who takes part.
import { useState } from "react";
import { get, post, send } from "../../api/client";
import type { Brand } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { Form } from "../../conversation/dialogs";
import { say } from "../../state/say";
import { t as desk } from "../../strings";
import { t } from "../../strings/training";
import { Card, Page, Table, useTold } from "../frame";

type Lesson = { brand: string; lesson: string; lessons?: string[]; stepCount: number; playedCount: number; running: boolean };
type User = { name: string; roles: string[]; brands: string[]; disabled: boolean };
type Practice = { brand: Brand; lesson: Lesson | null };
type Cleared = { dismissedCount: number; answeringCount: number };

const AGAIN = 5;
const LESSONS = ["first-answers", "outage"];

async function readPractice(): Promise<Practice[]> {
  const told = await get<{ brands?: Brand[] }>("/brands", { pageSize: 200 });
  const brands = (told.brands ?? []).filter((each) => each.training);
  // A sandbox that does not answer leaves the brand to be seen; starting a lesson says why.
  return Promise.all(brands.map(async (brand) => ({ brand, lesson: await get<Lesson>(`/${brand.name}/lesson`).catch(() => null) })));
}

export default function TrainingPage() {
  const { told, problem, again } = useTold(readPractice, AGAIN);
  return (
    <Page title={t("title")} about={t("about")} problem={problem}>
      <NewBrand again={again} />
      <Card title={t("brands")}>
        {told?.length ? (
          <ul className="list">
            {told.map((each) => (
              <One key={each.brand.name} practice={each} again={again} />
            ))}
          </ul>
        ) : (
          <p className="quiet">{told ? t("brands.none") : desk("loading")}</p>
        )}
        <p className="quiet small">{t("brands.about")}</p>
      </Card>
      {told?.length ? <Who brands={told.map((each) => each.brand)} /> : null}
    </Page>
  );
}

function idOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 63);
}

function NewBrand({ again }: { again: () => Promise<void> }) {
  const [name, setName] = useState("");
  const add = async () => {
    const done = await attempt(() => post("/brands", { brandId: idOf(name), brand: { displayName: name, training: true } }));
    if (done) setName("");
    await again();
  };
  return (
    <Card title={t("new")}>
      <form
        className="line-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label className="field grow">
          <span>{t("name")}</span>
          <input value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <button type="submit" className="primary" disabled={!idOf(name)}>
          {t("add")}
        </button>
      </form>
    </Card>
  );
}

function standing(lesson: Lesson | null): string {
  if (!lesson?.lesson) return t("none");
  const facts = { lesson: lesson.lesson, played: lesson.playedCount ?? 0, steps: lesson.stepCount };
  return lesson.running ? t("running", facts) : t("ended", facts);
}

function One({ practice: { brand, lesson }, again }: { practice: Practice; again: () => Promise<void> }) {
  const [chosen, setChosen] = useState("");
  const [asking, setAsking] = useState(false);
  const name = brand.displayName;
  const which = chosen || lesson?.lesson || LESSONS[0]!;
  const play = () => post<Lesson>(`/${brand.name}/lesson:start`, { lesson: which });
  const start = async () => {
    await attempt(async () => {
      await play();
      say(t("started", { name }));
    });
    await again();
  };
  const reset = async () => {
    const done = await attempt(async () => {
      await post(`/${brand.name}/lesson:end`);
      const cleared = await post<Cleared>(`/${brand.name}:clearPractice`, { reason: t("reset.reason") });
      await play();
      const [n, left] = [cleared.dismissedCount ?? 0, cleared.answeringCount ?? 0];
      say(left ? t("reset.left", { n, left, name }) : t("reset.done", { n, name }));
    });
    await again();
    return done;
  };
  return (
    <li className="practice" aria-label={name}>
      <div className="practice-what">
        <strong dir="auto">{name}</strong> <span className="quiet small">{brand.name.replace("brands/", "")}</span>
        <p className="quiet" role="status">
          {standing(lesson)}
        </p>
      </div>
      <label className="field">
        <span className="visually-hidden">{t("lessonOf", { name })}</span>
        <select value={which} onChange={(event) => setChosen(event.target.value)}>
          {(lesson?.lessons?.length ? lesson.lessons : LESSONS).map((each) => (
            <option key={each} value={each}>
              {LESSONS.includes(each) ? t(`lesson.${each as "outage"}`) : each}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="primary" aria-label={t("startNamed", { name })} onClick={() => void start()}>
        {t("start")}
      </button>
      <button type="button" aria-label={t("resetNamed", { name })} onClick={() => setAsking(true)}>
        {t("reset")}
      </button>
      {asking ? (
        <Form title={t("resetNamed", { name })} label={t("reset")} onClose={() => setAsking(false)} onSubmit={reset}>
          <p>{t("reset.sure", { name })}</p>
        </Form>
      ) : null}
    </li>
  );
}

function Who({ brands }: { brands: Brand[] }) {
  const users = useTold(() => get<{ users: User[] }>("/users", { pageSize: 500 }), 30);
  const turn = async (user: User, id: string) => {
    const rest = user.brands.filter((each) => each !== id);
    await attempt(() => send("PATCH", `/${user.name}`, { brands: rest.length < user.brands.length ? rest : [...rest, id] }));
    await users.again();
  };
  const people = (users.told?.users ?? []).filter((each) => !each.disabled);
  return (
    <Card title={t("who")}>
      <Table label={t("who")} heads={[t("who.user"), t("who.brands"), ...brands.map((each) => each.displayName)]}>
        {people.map((user) => (
          <tr key={user.name}>
            <th scope="row">{user.name.replace("users/", "")}</th>
            <td>{user.brands.includes("*") ? t("who.all") : user.brands.join(", ")}</td>
            {brands.map((brand) => {
              const id = brand.name.replace("brands/", "");
              const all = user.brands.includes("*");
              return (
                <td key={id}>
                  <input
                    type="checkbox"
                    aria-label={t("who.part", { user: user.name.replace("users/", ""), name: brand.displayName })}
                    checked={all || user.brands.includes(id)}
                    disabled={all}
                    onChange={() => void turn(user, id)}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </Table>
      <p className="quiet small">{t("who.about")}</p>
    </Card>
  );
}
