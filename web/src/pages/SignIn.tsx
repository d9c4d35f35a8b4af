// Ways in: name and password, the company's accounts, or a link that sets the first password.
import { useEffect, useState, type FormEvent } from "react";
import { get, post, Refused, sentenceOf } from "../api/client";
import { t } from "../strings";
import { Problem } from "../ui/parts";

type Options = { setUp: boolean; openIdConnect: string };

/** `#accept=TOKEN` and `#setUp=TOKEN`: after the hash, so that no server and no log sees it. */
function linked(): { kind: "" | "accept" | "setUp"; token: string } {
  const [kind, token] = location.hash.slice(1).split("=", 2);
  return kind === "accept" || kind === "setUp" ? { kind, token: decodeURIComponent(token ?? "") } : { kind: "", token: "" };
}

export function SignIn() {
  const [options, setOptions] = useState<Options | null>(null);
  const [link] = useState(linked);
  useEffect(() => {
    get<Options>("/session:options").then(setOptions, () => setOptions({ setUp: true, openIdConnect: "" }));
  }, []);
  return (
    <main className="doorway" id="conversation">
      <div className="door">
        <svg className="door-mark" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" className="mark-back" />
          <path className="mark-call" d="M7 20.5c2.6-8.6 7.4-8.6 10-1.6" />
          <path className="mark-answer" d="M25 11.5c-2.6 8.6-7.4 8.6-10 1.6" />
        </svg>
        {link.kind ? <NewPassword kind={link.kind} token={link.token} /> : <Known company={options?.openIdConnect ?? ""} />}
        <p className="quiet small">{t("signIn.link")}</p>
      </div>
    </main>
  );
}

function in_(): void {
  history.replaceState({}, "", "/");
  location.reload();
}

function Known({ company }: { company: string }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needs, setNeeds] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await post("/session", { name, password, code });
      in_();
    } catch (fault) {
      const wanted = fault instanceof Refused && fault.reason === "CODE_NEEDED";
      setNeeds(needs || wanted);
      setProblem(wanted && !code ? "" : sentenceOf(fault));
    }
  };
  return (
    <form className="sheet-form" onSubmit={(event) => void submit(event)}>
      <h1>{t("signIn.title")}</h1>
      <label className="field">
        <span>{t("signIn.name")}</span>
        <input value={name} autoComplete="username" autoFocus required onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="field">
        <span>{t("signIn.password")}</span>
        <input type="password" value={password} autoComplete="current-password" required onChange={(event) => setPassword(event.target.value)} />
      </label>
      {needs ? (
        <label className="field">
          <span>{t("signIn.code")}</span>
          <input value={code} inputMode="numeric" autoComplete="one-time-code" autoFocus onChange={(event) => setCode(event.target.value)} />
        </label>
      ) : null}
      <Problem text={problem} />
      <button type="submit" className="primary">
        {t("signIn.go")}
      </button>
      {company ? (
        <a className="button" href="/api/v1/session:openIdConnect">
          {t("signIn.company", { name: company })}
        </a>
      ) : null}
    </form>
  );
}

function NewPassword({ kind, token }: { kind: "accept" | "setUp"; token: string }) {
  const [given, setGiven] = useState(token);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await post(`/session:${kind}`, { token: given.trim(), password, ...(kind === "setUp" ? { name } : {}) });
      in_();
    } catch (fault) {
      setProblem(sentenceOf(fault));
    }
  };
  return (
    <form className="sheet-form" onSubmit={(event) => void submit(event)}>
      <h1>{kind === "setUp" ? t("signIn.first") : t("signIn.welcome")}</h1>
      {token ? null : (
        <label className="field">
          <span>{t("signIn.token")}</span>
          <input value={given} required autoComplete="off" onChange={(event) => setGiven(event.target.value)} />
        </label>
      )}
      {kind === "setUp" ? (
        <label className="field">
          <span>{t("signIn.name")}</span>
          <input value={name} autoComplete="username" required onChange={(event) => setName(event.target.value)} />
        </label>
      ) : null}
      <label className="field">
        <span>{t("signIn.newPassword")}</span>
        <input type="password" value={password} autoComplete="new-password" required onChange={(event) => setPassword(event.target.value)} />
      </label>
      <Problem text={problem} />
      <button type="submit" className="primary">
        {t("signIn.set")}
      </button>
    </form>
  );
}
