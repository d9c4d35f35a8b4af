// An empty system leads a newcomer: a brand, a source, and then people's words come by themselves.
import { useEffect, useState, type MouseEvent } from "react";
import { get } from "../api/client";
import type { Brand, Source } from "../api/types";
import { go, hrefOf } from "../state/route";
import { administers } from "../state/session";
import { t } from "../strings";

type Standing = { brands: number; sources: number };

async function read(): Promise<Standing> {
  const [brands, sources] = await Promise.all([get<{ brands?: Brand[] }>("/brands"), get<{ sources?: Source[] }>("/sources")]);
  return { brands: brands.brands?.length ?? 0, sources: sources.sources?.length ?? 0 };
}

export function FirstSteps() {
  const [standing, setStanding] = useState<Standing | null>(null);
  useEffect(() => {
    if (administers()) read().then(setStanding, () => undefined);
  }, []);
  if (!standing || (standing.brands && standing.sources)) return null;
  return (
    <ol className="first-steps">
      <Step done={standing.brands > 0} path="/queries" words={t("first.brand")} />
      <Step done={standing.sources > 0} path="/sources" words={t("first.source")} />
      <li>
        {t("first.demo")} <code>antiphon demo</code>
      </li>
    </ol>
  );
}

function Step({ done, path, words }: { done: boolean; path: string; words: string }) {
  const visit = (event: MouseEvent) => {
    event.preventDefault();
    go(path);
  };
  return <li>{done ? <s>{words}</s> : <a href={hrefOf(path)} onClick={visit}>{words}</a>}</li>;
}
