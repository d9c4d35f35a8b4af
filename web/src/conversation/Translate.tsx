// A post in the reader's language, by machine and said to be; only where a translator is set.
import { useEffect, useState } from "react";
import { get, post } from "../api/client";
import type { Mention, Score } from "../api/types";
import { t } from "../strings";
import { attempt } from "./actions";
import { foreign, languageName } from "./language";

type Translated = { text: string; language: string };

let asked: Promise<boolean> | null = null;

function available(): Promise<boolean> {
  asked ??= get<{ available: boolean }>("/translations").then(
    (told) => told.available,
    () => {
      asked = null;
      return false;
    },
  );
  return asked;
}

const LONGEST = 10_000;

export function Translate({ mention, score }: { mention: Mention; score: Score | undefined }) {
  const [offered, setOffered] = useState(false);
  const [told, setTold] = useState<Translated | null>(null);
  const [busy, setBusy] = useState(false);
  const worth = Boolean(mention.text) && foreign(score?.language?.code, navigator.language);
  useEffect(() => {
    let stale = false;
    if (worth) void available().then((there) => stale || setOffered(there));
    return () => {
      stale = true;
    };
  }, [worth]);
  useEffect(() => setTold(null), [mention.text]);
  if (!worth || !offered) return null;
  const ask = async () => {
    setBusy(true);
    const body = { text: mention.text.slice(0, LONGEST), language: new Intl.Locale(navigator.language).language };
    await attempt(async () => setTold(await post<Translated>("/translations", body)));
    setBusy(false);
  };
  return (
    <div className="translation">
      <button type="button" className="ghost small" disabled={busy} aria-expanded={told !== null} onClick={() => (told ? setTold(null) : void ask())}>
        {told ? t("translate.hide") : t("translate.do")}
      </button>
      {told ? (
        <div role="status">
          <p className="quiet small">{told.language ? t("translate.by", { language: languageName(told.language) }) : t("translate.byUnknown")}</p>
          <p className="turn-text" dir="auto">{told.text}</p>
        </div>
      ) : null}
    </div>
  );
}
