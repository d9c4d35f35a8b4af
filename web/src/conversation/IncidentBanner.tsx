// Many people, one cause: said above the thread, with who else it concerns and the answer prepared for all.
import { useState } from "react";
import { get } from "../api/client";
import type { Incident, Opportunity } from "../api/types";
import { keepLocal } from "../state/drafts";
import { useStore } from "../lib/store";
import { conversation } from "../state/conversation";
import { openItem } from "../state/route";
import { ROWS, uidOf } from "../state/queue";
import { t } from "../strings";
import { fill } from "../ui/ahead";
import { Flag } from "../ui/icons";
import { Dialog } from "../ui/parts";
import { attempt, claim } from "./actions";

export function IncidentBanner() {
  const incident = useStore(conversation, (value) => value.incident);
  const [members, setMembers] = useState<Opportunity[] | null>(null);
  if (!incident) return null;
  const show = () =>
    attempt(async () => {
      const told = await get<{ opportunities?: Opportunity[] }>(`/${incident.name}/members`, { pageSize: 100, view: ROWS });
      setMembers(told.opportunities ?? []);
    });
  return (
    <div className="banner">
      <Flag />
      <p>
        <strong dir="auto">{incident.title || t("incident.unnamed")}</strong>{" "}
        <span className="quiet">{t("incident.counts", { n: incident.memberCount, open: incident.openCount })}</span>
      </p>
      {incident.preparedText ? (
        <button type="button" className="small" onClick={() => void takePrepared(incident)}>
          {t("incident.use")}
        </button>
      ) : null}
      <button type="button" className="ghost small" onClick={() => void show()}>
        {t("incident.members")}
      </button>
      {members ? <Members members={members} onClose={() => setMembers(null)} /> : null}
    </div>
  );
}

async function takePrepared(_: Incident): Promise<void> {
  const { uid } = conversation.get();
  await attempt(async () => {
    const told = await get<{ text: string }>(`/opportunities/${uid}/preparedAnswer`);
    keepLocal(uid, told.text);
    await claim();
    const field = document.getElementById("reply-text");
    if (field instanceof HTMLTextAreaElement) fill(field, told.text);
  });
}

function Members({ members, onClose }: { members: Opportunity[]; onClose: () => void }) {
  return (
    <Dialog title={t("incident.members")} onClose={onClose} wide>
      <ul className="list">
        {members.map((each) => (
          <li key={each.name}>
            <button type="button" className="ghost list-button" onClick={() => (openItem(uidOf(each.name)), onClose())}>
              <bdi>{each.mention?.author?.displayName || t("someone")}</bdi>
              <span className="quiet cut" dir="auto">{each.mention?.text}</span>
              <span className="badge plain">{t(`state.${each.state.replace("STATE_", "")}` as "state.OPEN")}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
