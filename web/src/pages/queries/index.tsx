// For whom and for what is listened: all queries, and one of them at a time to be written.
import { useState, type MouseEvent } from "react";
import { get, post, send } from "../../api/client";
import type { Brand } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { idOf } from "../../lib/ids";
import { useStore } from "../../lib/store";
import { go, hrefOf, route } from "../../state/route";
import { say } from "../../state/say";
import { leads } from "../../state/session";
import { t } from "../../strings";
import { q } from "../../strings/queries";
import { Empty } from "../../ui/parts";
import { Card, Page, useTold } from "../frame";
import { readQueries, type Kept } from "./ask";
import { Editor } from "./Editor";
import "../../styles/queries.css";

type All = { brands: Brand[]; queries: Kept[] };

async function readAll(): Promise<All> {
  const [brands, queries] = await Promise.all([get<{ brands?: Brand[] }>("/brands", { pageSize: 200 }).then((told) => told.brands ?? []), readQueries()]);
  return { brands, queries };
}

export default function QueriesPage() {
  const address = useStore(route, (value) => value.query);
  const { told, problem, again } = useTold(readAll, 30);
  const query = told?.queries.find((each) => each.name === address.get("query")) ?? null;
  const brand = told?.brands.find((each) => each.name === (query?.name.split("/queries/")[0] ?? `brands/${address.get("new") ?? ""}`)) ?? null;
  if (brand) {
    const name = brand.displayName || brand.name.replace("brands/", "");
    return (
      <Page title={query ? `${name} · ${query.name.split("/").pop()}` : q("newFor", { brand: name })} problem={problem} actions={<Link query={{}}>{q("back")}</Link>}>
        <Editor key={query?.name ?? `new ${brand.name}`} brand={brand} query={query} again={again} />
      </Page>
    );
  }
  return (
    <Page title={t("way.queries")} about={t("queries.about")} problem={problem}>
      {told && !told.brands.length ? <Empty title={t("queries.none")} /> : null}
      {told?.brands.map((each) => (
        <BrandCard key={each.name} brand={each} queries={told.queries.filter((one) => one.name.startsWith(`${each.name}/`))} again={again} />
      ))}
      {leads() ? <NewBrand again={again} /> : null}
    </Page>
  );
}

function Link({ query, children, label, primary }: { query: Record<string, string>; children: string; label?: string; primary?: boolean }) {
  const address = new URLSearchParams(query);
  const visit = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go("/queries", address);
  };
  return (
    <a className={primary ? "button small primary" : "button small"} href={hrefOf("/queries", address)} aria-label={label} onClick={visit}>
      {children}
    </a>
  );
}

function BrandCard({ brand, queries, again }: { brand: Brand; queries: Kept[]; again: () => Promise<void> }) {
  const name = brand.displayName || brand.name.replace("brands/", "");
  const drop = async (query: Kept) => {
    if (await attempt(() => send("DELETE", `/${query.name}`))) say(q("dropSure"));
    await again();
  };
  return (
    <Card
      title={name}
      actions={
        leads() ? (
          <Link query={{ new: brand.name.replace("brands/", "") }} label={q("newFor", { brand: name })}>
            {q("new")}
          </Link>
        ) : null
      }
    >
      <p className="quiet small">{[...(brand.aliases ?? []), ...(brand.handles ?? []).map((each) => `@${each.replace(/^@/, "")}`)].join(" · ")}</p>
      {queries.length ? null : <p className="quiet">{q("noQueries")}</p>}
      <ul className="list">
        {queries.map((query) => {
          const id = query.name.split("/").pop() ?? "";
          return (
            <li key={query.name} className="list-line">
              <span className="query-line">
                <span>
                  <strong>{id}</strong> {query.managedIn ? <em className="badge">{q("inFiles")}</em> : null}
                </span>
                <code>{query.expression}</code>
              </span>
              <span className="row-does">
                <Link query={{ query: query.name }} label={q("editNamed", { name: id })}>
                  {q("edit")}
                </Link>
                {leads() && !query.managedIn ? (
                  <button type="button" className="ghost small" aria-label={q("dropNamed", { name: id })} onClick={() => void drop(query)}>
                    {q("drop")}
                  </button>
                ) : null}
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function NewBrand({ again }: { again: () => Promise<void> }) {
  const [name, setName] = useState("");
  const id = idOf(name);
  const add = async () => {
    const done = await attempt(async () => {
      await post("/brands", { brandId: id, brand: { displayName: name } });
      await post(`/brands/${id}/queries`, { queryId: "name", query: { expression: `"${name.replaceAll('"', "")}"` } });
    });
    if (done) setName("");
    await again();
  };
  return (
    <Card title={t("queries.newBrand")}>
      <form
        className="line-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label className="field grow">
          <span>{t("queries.brandName")}</span>
          <input value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <button type="submit" className="primary" disabled={!id}>
          {t("queries.addBrand")}
        </button>
      </form>
      <p className="quiet small">{t("queries.newBrandWhat")}</p>
    </Card>
  );
}
