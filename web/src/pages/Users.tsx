// Who may sit here, as what, for which brands; and tokens for programs.
import { useState } from "react";
import { get, post, send } from "../api/client";
import { attempt } from "../conversation/actions";
import { t } from "../strings";
import { Moment } from "../ui/parts";
import { Card, Page, Table, useTold } from "./frame";

type User = { name: string; displayName: string; roles: string[]; brands: string[]; disabled: boolean; hasPassword: boolean; hasSecondFactor: boolean };
type Token = { name: string; user: string; title: string; scopes: string[]; expireTime: string };

const ROLES = ["agent", "lead", "analyst", "administrator"];

export default function UsersPage() {
  const users = useTold(() => get<{ users: User[] }>("/users", { pageSize: 500 }), 30);
  const tokens = useTold(() => get<{ tokens: Token[] }>("/tokens"), 30);
  const [link, setLink] = useState("");
  return (
    <Page title={t("way.users")} about={t("users.about")} problem={users.problem}>
      {link ? (
        <div className="panel handed" role="status">
          <p>{t("users.link")}</p>
          <code className="once">{link}</code>
          <button type="button" className="small" onClick={() => setLink("")}>
            {t("users.gave")}
          </button>
        </div>
      ) : null}
      {/* What one clicks stands above what comes late or grows: a button that moved under the pointer is not pressed. */}
      <Card title={t("users.people")}>
        <Invite again={users.again} onLink={setLink} />
        <Table label={t("users.people")} heads={[t("users.name"), t("users.role"), t("users.brands"), t("users.how"), ""]}>
          {(users.told?.users ?? []).map((user) => (
            <One key={user.name} user={user} again={users.again} onLink={setLink} />
          ))}
        </Table>
      </Card>
      {users.told || users.problem ? <Tokens tokens={tokens.told?.tokens ?? []} again={tokens.again} onSecret={setLink} /> : null}
    </Page>
  );
}

function linkOf(token: string): string {
  return `${location.origin}/#accept=${encodeURIComponent(token)}`;
}

type OneProps = { user: User; again: () => Promise<void>; onLink: (link: string) => void };

function One({ user, again, onLink }: OneProps) {
  const change = async (body: object) => {
    await attempt(() => send("PATCH", `/${user.name}`, body));
    await again();
  };
  const reset = () => attempt(async () => onLink(linkOf((await post<{ token: string }>(`/${user.name}:reset`)).token)));
  const id = user.name.replace("users/", "");
  return (
    <tr className={user.disabled ? "off" : undefined}>
      <th scope="row">
        {user.displayName && user.displayName !== id ? <>{user.displayName} <span className="quiet small">{id}</span></> : id}
      </th>
      <td>
        <select aria-label={t("users.roleOf", { name: id })} value={user.roles[0] ?? ""} onChange={(event) => void change({ roles: [event.target.value] })}>
          {[...new Set([...user.roles, ...ROLES])].map((role) => (
            <option key={role}>{role}</option>
          ))}
        </select>
      </td>
      <td>{user.brands.includes("*") ? t("users.allBrands") : user.brands.join(", ")}</td>
      <td>{[user.hasPassword ? t("users.password") : t("users.invited"), user.hasSecondFactor ? t("users.factor") : ""].filter(Boolean).join(", ")}</td>
      <td className="row-does">
        <button type="button" className="ghost small" onClick={() => void reset()}>
          {t("users.reset")}
        </button>
        <button type="button" className="ghost small" onClick={() => void change({ disabled: !user.disabled })}>
          {user.disabled ? t("users.enable") : t("users.disable")}
        </button>
      </td>
    </tr>
  );
}

function Invite({ again, onLink }: { again: () => Promise<void>; onLink: (link: string) => void }) {
  const [id, setId] = useState("");
  const [role, setRole] = useState("agent");
  const [brands, setBrands] = useState("*");
  const add = async () => {
    const done = await attempt(async () => {
      const told = await post<{ token: string }>("/users", { userId: id, roles: [role], brands: brands.split(/[\s,]+/).filter(Boolean) });
      onLink(linkOf(told.token));
    });
    if (done) setId("");
    await again();
  };
  return (
    <form
      className="line-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label className="field">
        <span>{t("users.id")}</span>
        <input value={id} required onChange={(event) => setId(event.target.value)} />
      </label>
      <label className="field">
        <span>{t("users.role")}</span>
        <select value={role} onChange={(event) => setRole(event.target.value)}>
          {ROLES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label className="field grow">
        <span>{t("users.brandsHint")}</span>
        <input value={brands} required onChange={(event) => setBrands(event.target.value)} />
      </label>
      <button type="submit" className="primary">
        {t("users.add")}
      </button>
    </form>
  );
}

const TOKEN_DAYS = 90;

function Tokens({ tokens, again, onSecret }: { tokens: Token[]; again: () => Promise<void>; onSecret: (secret: string) => void }) {
  const [title, setTitle] = useState("");
  const [scopes, setScopes] = useState("queue.read");
  const make = async () => {
    const done = await attempt(async () => {
      const expireTime = new Date(Date.now() + TOKEN_DAYS * 86_400_000).toISOString();
      onSecret((await post<{ secret: string }>("/tokens", { title, scopes: scopes.split(/[\s,]+/).filter(Boolean), expireTime })).secret);
    });
    if (done) setTitle("");
    await again();
  };
  const drop = async (token: Token) => {
    await attempt(() => send("DELETE", `/${token.name}`));
    await again();
  };
  return (
    <Card title={t("users.tokens")}>
      <form
        className="line-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label className="field">
          <span>{t("users.tokenTitle")}</span>
          <input value={title} required onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label className="field grow">
          <span>{t("users.scopes")}</span>
          <input value={scopes} required onChange={(event) => setScopes(event.target.value)} />
        </label>
        <button type="submit">{t("users.makeToken")}</button>
      </form>
      <ul className="list">
        {tokens.map((token) => (
          <li key={token.name} className="list-line">
            <span>
              <strong>{token.title}</strong> <span className="quiet small">{token.user.replace("users/", "")} · {token.scopes.join(", ")} · {t("users.until")} <Moment stamp={token.expireTime} /></span>
            </span>
            <button type="button" className="ghost small" onClick={() => void drop(token)}>
              {t("users.endToken")}
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
