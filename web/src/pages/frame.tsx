// What the pages of leads and administrators share: a frame, and asking again while one looks.
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { sentenceOf } from "../api/client";
import { Problem } from "../ui/parts";

export function Page({ title, about, actions, children, problem }: { title: string; about?: string; actions?: ReactNode; children: ReactNode; problem?: string }) {
  useEffect(() => {
    document.title = `${title} · Antiphon`;
  }, [title]);
  return (
    <main id="conversation" className="page" tabIndex={-1}>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {about ? <p className="quiet">{about}</p> : null}
        </div>
        <div className="page-does">{actions}</div>
      </header>
      <Problem text={problem ?? ""} />
      {children}
    </main>
  );
}

export type Told<T> = { told: T | null; problem: string; again: () => Promise<void> };

/** Asks, and asks again every `seconds`; what is not answered leaves what was told before. */
export function useTold<T>(ask: () => Promise<T>, seconds = 0, key = ""): Told<T> {
  const [told, setTold] = useState<T | null>(null);
  const [problem, setProblem] = useState("");
  const now = useRef(ask);
  now.current = ask;
  const turn = useRef(0);
  const again = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const found = await now.current();
      if (mine === turn.current) {
        setTold(found);
        setProblem("");
      }
    } catch (fault) {
      if (mine === turn.current) setProblem(sentenceOf(fault));
    }
  }, []);
  useEffect(() => {
    void again();
    if (!seconds) return undefined;
    const ticking = setInterval(() => document.hidden || void again(), seconds * 1000);
    return () => clearInterval(ticking);
  }, [again, seconds, key]);
  return { told, problem, again };
}

export function Card({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

export function Table({ heads, children, label }: { heads: string[]; children: ReactNode; label: string }) {
  return (
    <div className="table-wrap" role="region" aria-label={label} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            {heads.map((head) => (head ? <th key={head} scope="col">{head}</th> : <td key="does" />))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
