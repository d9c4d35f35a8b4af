// Words or a query that narrow everything: a query is told back in plain words, and one that cannot be read stays here.
import { useEffect, useRef, useState, type RefObject } from "react";
import { inLanguage } from "../../queue/language";
import { w } from "../../strings/insights";
import { readText, type Read } from "../queries/ask";
import { useLook } from "./look";

const WAIT_MS = 250;

export type Asking = {
  text: string;
  /** How the server reads what stands there; null for plain words and until it has answered. */
  read: Read | null;
  field: RefObject<HTMLInputElement | null>;
  write: (text: string) => void;
  mend: (text: string) => void;
  /** Narrows the page by what stands there, unless it cannot be read; then the caret may go where it cannot. */
  apply: (point?: boolean) => Promise<void>;
};

export function useAsking(): Asking {
  const { view, change } = useLook();
  const [text, write] = useState(view.text);
  const [known, setKnown] = useState(view.text);
  const field = useRef<HTMLInputElement>(null);
  if (known !== view.text) {
    setKnown(view.text);
    write(view.text);
  }
  const read = useRead(text);
  const mend = (mended: string) => {
    write(mended);
    change({ text: mended });
  };
  const apply = async (point = false) => {
    if (!inLanguage(text)) return change({ text: text.trim() });
    const problem = (await readText(text).catch(() => null))?.problem;
    if (field.current?.value !== text) return undefined; // somebody has typed on meanwhile
    if (!problem) return change({ text: text.trim() });
    const at = [...text].slice(0, problem.column - 1).join("").length;
    return point ? field.current.setSelectionRange(at, at) : undefined;
  };
  return { text, read, field, write, mend, apply };
}

function useRead(text: string): Read | null {
  const [told, setTold] = useState<{ text: string; read: Read } | null>(null);
  useEffect(() => {
    if (!inLanguage(text)) return undefined;
    let old = false;
    const wait = setTimeout(() => readText(text).then((read) => old || setTold({ text, read }), () => undefined), WAIT_MS);
    return () => {
      old = true;
      clearTimeout(wait);
    };
  }, [text]);
  return told?.text === text ? told.read : null;
}

export function Words({ asking }: { asking: Asking }) {
  const { text, read, field, write, apply } = asking;
  return (
    <label className="field grow">
      <span>{w("text")}</span>
      <input ref={field} type="search" value={text} maxLength={2000} title={w("textHint")} aria-invalid={read?.problem ? true : undefined} onChange={(event) => write(event.target.value)} onBlur={() => void apply()} onKeyDown={(event) => event.key === "Enter" && void apply(true)} />
    </label>
  );
}

/** How a query reads, or where it cannot be read and how to mend it. */
export function Reading({ asking }: { asking: Asking }) {
  const { read, mend } = asking;
  const problem = read?.problem;
  return (
    <div className="look-reading" role="status">
      {problem ? (
        <p className="small bad-line">
          {w("reading.problem", { column: problem.column })} {problem.sentence}{" "}
          {read.fix ? (
            <button type="button" className="link" onClick={() => mend(read.fix)}>
              {w("reading.fix")} <code>{read.fix}</code>
            </button>
          ) : null}
        </p>
      ) : read?.words ? (
        <p className="small quiet">{read.words}</p>
      ) : null}
    </div>
  );
}
