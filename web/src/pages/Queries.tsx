// For whom and for what is listened.
import { useState } from "react";
import { get, post, send } from "../api/client";
import type { Brand, Query } from "../api/types";
import { attempt } from "../conversation/actions";
import { administers } from "../state/session";
import { t } from "../strings";
import { Empty } from "../ui/parts";
import { Card, Page, useTold } from "./frame";

type All = { brands: Brand[]; queries: Query[] };

async function readAll(): Promise<All> {
  const [brands, queries] = await Promise.all([
    get<{ brands?: Brand[] }>("/brands", { pageSize: 200 }).then((told) => told.brands ?? []),
    get<{ queries?: Query[] }>("/brands/-/queries", { pageSize: 500 }).then((told) => told.queries ?? []),
  ]);
  return { brands, queries };
}

export default function QueriesPage() {
  const { told, problem, again } = useTold(readAll, 30);
  return (
    <Page title={t("way.queries")} about={t("queries.about")} problem={problem}>
      {told && !told.brands.length ? <Empty title={t("queries.none")} /> : null}
      {told?.brands.map((brand) => (
        <BrandCard key={brand.name} brand={brand} queries={told.queries.filter((each) => each.name.startsWith(`${brand.name}/`))} again={again} />
      ))}
      {administers() ? <NewBrand again={again} /> : null}
    </Page>
  );
}

function BrandCard({ brand, queries, again }: { brand: Brand; queries: Query[]; again: () => Promise<void> }) {
  const [id, setId] = useState("");
  const [expression, setExpression] = useState("");
  const add = async () => {
    const done = await attempt(() => post(`/${brand.name}/queries`, { queryId: id, query: { expression } }));
    if (done) {
      setId("");
      setExpression("");
    }
    await again();
  };
  const drop = async (query: Query) => {
    await attempt(() => send("DELETE", `/${query.name}`));
    await again();
  };
  return (
    <Card title={brand.displayName || brand.name.replace("brands/", "")}>
      <p className="quiet small">{[...(brand.aliases ?? []), ...(brand.handles ?? []).map((each) => `@${each.replace(/^@/, "")}`)].join(" · ")}</p>
      <ul className="list">
        {queries.map((query) => (
          <li key={query.name} className="list-line">
            <span>
              <strong>{query.name.split("/").pop()}</strong> <code>{query.expression}</code>
            </span>
            {administers() ? (
              <button type="button" className="ghost small" aria-label={t("queries.dropNamed", { name: query.name.split("/").pop() ?? "" })} onClick={() => void drop(query)}>
                {t("queries.drop")}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {administers() ? (
        <form
          className="line-form"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <label className="field">
            <span>{t("queries.id")}</span>
            <input value={id} required pattern="[a-z0-9][a-z0-9\-]{0,62}" onChange={(event) => setId(event.target.value)} />
          </label>
          <label className="field grow">
            <span>{t("queries.expression")}</span>
            <input value={expression} required onChange={(event) => setExpression(event.target.value)} />
          </label>
          <button type="submit">{t("queries.add")}</button>
        </form>
      ) : null}
    </Card>
  );
}

function NewBrand({ again }: { again: () => Promise<void> }) {
  const [name, setName] = useState("");
  const id = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 63);
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
