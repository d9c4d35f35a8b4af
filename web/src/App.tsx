// The desk comes together: who is signed in, which page is shown, what stands around it.
import { lazy, Suspense, useEffect, useState, type ComponentType } from "react";
import { Refused, sentenceOf } from "./api/client";
import { Desk } from "./Desk";
import { useStore } from "./lib/store";
import * as conversation from "./state/conversation";
import * as live from "./state/live";
import * as outbox from "./state/outbox";
import { readAll } from "./state/queue";
import { route } from "./state/route";
import { enter, session } from "./state/session";
import { startNotices } from "./state/notices";
import { followPush } from "./state/push";
import { t } from "./strings";
import { Shell } from "./ui/Shell";
import { SignIn } from "./pages/SignIn";
import { Empty } from "./ui/parts";

const PAGES: Record<string, ComponentType> = {
  floor: lazy(() => import("./pages/Floor")),
  staffing: lazy(() => import("./pages/staffing")),
  approvals: lazy(() => import("./pages/Approvals")),
  sources: lazy(() => import("./pages/sources")),
  care: lazy(() => import("./pages/care")),
  insights: lazy(() => import("./pages/insights")),
  queries: lazy(() => import("./pages/queries")),
  policies: lazy(() => import("./pages/Policies")),
  audit: lazy(() => import("./pages/Audit")),
  letters: lazy(() => import("./pages/letters")),
  training: lazy(() => import("./pages/training")),
  webhooks: lazy(() => import("./pages/webhooks")),
  users: lazy(() => import("./pages/Users")),
};

type Standing = "entering" | "in" | "out" | "away";

export function App() {
  const [standing, setStanding] = useState<Standing>("entering");
  const [why, setWhy] = useState("");
  const page = useStore(route, (value) => value.page);
  const out = useStore(session, (value) => value.out);

  useEffect(() => {
    void readAll(); // beside the question who is here: what is drawn first should not wait for it
    enter().then(
      () => setStanding("in"),
      (fault: unknown) => {
        setWhy(sentenceOf(fault));
        setStanding(fault instanceof Refused && fault.status === 401 ? "out" : "away");
      },
    );
  }, []);

  useEffect(() => {
    if (standing !== "in") return undefined;
    live.start();
    const ends = [conversation.follow(), outbox.follow(), startNotices(), followPush()];
    return () => ends.forEach((end) => end());
  }, [standing]);

  if (standing === "entering") return <p className="rows-wait" aria-busy="true">{t("loading")}</p>;
  if (standing === "away") {
    return (
      <main className="doorway">
        <Empty title={why}>
          <button type="button" className="primary" onClick={() => location.reload()}>
            {t("again")}
          </button>
        </Empty>
      </main>
    );
  }
  if (standing === "out" || out) return <SignIn />;
  const Page = PAGES[page];
  return (
    <Shell page={Page ? page : "desk"}>
      {Page ? (
        <Suspense fallback={<p className="rows-wait" aria-busy="true">{t("loading")}</p>}>
          <Page />
        </Suspense>
      ) : (
        <Desk />
      )}
    </Shell>
  );
}
