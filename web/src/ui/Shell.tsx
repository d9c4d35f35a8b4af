// What stands around every page: the mark, the ways, how things are, who is here.
import { useEffect, useState, type MouseEvent, type ReactNode } from "react";
import { get } from "../api/client";
import type { Summary } from "../api/types";
import { useStore } from "../lib/store";
import { live } from "../state/live";
import { go, hrefOf } from "../state/route";
import { toasts, unsay } from "../state/say";
import { administers, analyses, leads, person, session } from "../state/session";
import { t } from "../strings";
import { Help } from "./Help";
import { useKeys } from "./keys";
import { Preferences } from "./Preferences";
import { networkName } from "../strings/networks";

type Way = { page: string; path: string; may: () => boolean };

const WAYS: Way[] = [
  { page: "desk", path: "/", may: () => true },
  { page: "floor", path: "/floor", may: leads },
  { page: "staffing", path: "/staffing", may: leads },
  { page: "approvals", path: "/approvals", may: leads },
  { page: "sources", path: "/sources", may: () => true },
  { page: "care", path: "/care", may: () => leads() || analyses() },
  { page: "insights", path: "/insights", may: () => leads() || analyses() },
  { page: "queries", path: "/queries", may: () => leads() || analyses() },
  { page: "policies", path: "/policies", may: leads },
  { page: "audit", path: "/audit", may: leads },
  { page: "letters", path: "/letters", may: administers },
  { page: "webhooks", path: "/webhooks", may: administers },
  { page: "training", path: "/training", may: administers },
  { page: "users", path: "/users", may: administers },
];

/** More of them than this stand side by side on wide screens only. */
const MANY_WAYS = 10;

export function Shell({ page, children }: { page: string; children: ReactNode }) {
  const me = useStore(session, (value) => value.me);
  const [open, setOpen] = useState<"" | "help" | "settings" | "ways">("");
  useKeys({ "?": () => setOpen("help") });
  const visit = (path: string) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    setOpen("");
    go(path);
  };
  const ways = WAYS.filter((way) => way.may());
  const many = ways.length > MANY_WAYS ? " many" : "";
  return (
    <div className="shell">
      <a className="skip" href="#conversation">
        {t("shell.skip")}
      </a>
      <header className="top">
        <a className="brandmark" aria-label="Antiphon" href={hrefOf("/")} onClick={visit("/")}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" className="mark-back" />
            <path className="mark-call" d="M7 20.5c2.6-8.6 7.4-8.6 10-1.6" />
            <path className="mark-answer" d="M25 11.5c-2.6 8.6-7.4 8.6-10 1.6" />
          </svg>
          <span>Antiphon</span>
        </a>
        <button type="button" className={`ghost small ways-button${many}`} aria-expanded={open === "ways"} onClick={() => setOpen(open === "ways" ? "" : "ways")}>
          {t(`way.${page as "desk"}`)} ▾
        </button>
        <nav className={`ways${many}${open === "ways" ? " shown" : ""}`} aria-label={t("shell.ways")}>
          {ways.map((way) => (
            <a key={way.page} href={hrefOf(way.path)} aria-current={way.page === page ? "page" : undefined} onClick={visit(way.path)}>
              {t(`way.${way.page as "desk"}`)}
            </a>
          ))}
        </nav>
        <span className="push" />
        <Figures />
        <Lamp />
        <button type="button" className="icon-button" aria-label={t("help.open")} aria-keyshortcuts="?" onClick={() => setOpen("help")}>
          ?
        </button>
        <button type="button" className="me" onClick={() => setOpen("settings")} aria-label={t("settings.open", { name: person(me?.holder ?? "") })}>
          {person(me?.holder ?? "")}
        </button>
      </header>
      <Trouble />
      {children}
      {open === "help" ? <Help onClose={() => setOpen("")} /> : null}
      {open === "settings" ? <Preferences onClose={() => setOpen("")} /> : null}
      <Toasts />
    </div>
  );
}

const FIGURES_MS = 5000;

function useSummary(): Summary | null {
  const [told, setTold] = useState<Summary | null>(null);
  useEffect(() => {
    let stopped = false;
    const read = () => document.hidden || get<Summary>("/queue/summary").then((summary) => stopped || setTold(summary), () => undefined);
    void read();
    const again = setInterval(read, FIGURES_MS);
    return () => {
      stopped = true;
      clearInterval(again);
    };
  }, []);
  return told;
}

function Figures() {
  const summary = useSummary();
  if (!summary) return null;
  const open = Number(summary.opportunityCounts?.["OPEN"] ?? 0);
  const failed = Number(summary.replyCounts?.["FAILED"] ?? 0);
  const lost = Number(summary.replyCounts?.["UNCONFIRMED"] ?? 0);
  const pauses = summary.sendingPauses ?? [];
  return (
    <div id="strip" className="figures">
      {pauses.map((pause) => (
        <span key={pause.brand + pause.network} className="badge warn" title={pause.reason}>
          {t("shell.paused", { what: [pause.brand.replace("brands/", ""), pause.network && networkName(pause.network)].filter(Boolean).join(", ") || t("shell.all") })}
        </span>
      ))}
      {(summary.unserved ?? []).length ? (
        <span className="badge warn" title={(summary.unserved ?? []).join(" ")}>
          {t("shell.unserved")}
        </span>
      ) : null}
      <span className="figure">
        <b>{open.toLocaleString()}</b> {t("figure.open")}
      </span>
      {failed ? (
        <span className="figure bad">
          <b>{failed}</b> {t("figure.failed")}
        </span>
      ) : null}
      {lost ? (
        <span className="figure warn">
          <b>{lost}</b> {t("figure.unconfirmed")}
        </span>
      ) : null}
    </div>
  );
}

function Lamp() {
  const state = useStore(live, (value) => value.state);
  return (
    <span id="live" className="live" data-state={state} role="status">
      <i aria-hidden="true" />
      <span>{t(`live.${state}`)}</span>
    </span>
  );
}

function Trouble() {
  const trouble = useStore(toasts, (value) => value.trouble);
  return (
    <p id="trouble" className="trouble" role="status" aria-live="polite" hidden={!trouble}>
      {trouble}
    </p>
  );
}

function Toasts() {
  const shown = useStore(toasts, (value) => value.shown);
  const heard = useStore(toasts, (value) => value.heard);
  return (
    <>
      <div id="toasts" className="toasts" aria-live="polite">
        {shown.map((toast) => (
          <div key={toast.id} className={toast.bad ? "toast bad" : "toast"}>
            <span>{toast.text}</span>
            {toast.action ? (
              <button
                type="button"
                className="small"
                onClick={() => {
                  toast.action?.run();
                  unsay(toast.id);
                }}
              >
                {toast.action.label}
              </button>
            ) : null}
            <button type="button" className="icon-button" aria-label={t("close")} onClick={() => unsay(toast.id)}>
              ×
            </button>
          </div>
        ))}
      </div>
      <p id="say" className="visually-hidden" aria-live="polite">
        {heard}
      </p>
    </>
  );
}
