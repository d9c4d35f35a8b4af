// What one person likes, and the way out.
import { useEffect, useState } from "react";
import { get, send, post, sentenceOf } from "../api/client";
import type { Agent } from "../api/types";
import { zones } from "../lib/time";
import { useStore } from "../lib/store";
import { chime } from "../state/notices";
import { canPush, leavePush, startPush, stopPush } from "../state/push";
import { say } from "../state/say";
import { isMine, person, session } from "../state/session";
import { change, settings, type Settings } from "../state/settings";
import { Tick } from "../composer/Options";
import { t } from "../strings";
import { Dialog } from "./parts";

export function Preferences({ onClose }: { onClose: () => void }) {
  const now = useStore(settings, (value) => value);
  const me = useStore(session, (value) => value.me);
  const notices = async (on: boolean) => change({ notices: on && (await allowed()) });
  const push = async (on: boolean) => {
    try {
      if (on && !(await allowed())) return;
      await (on ? startPush() : stopPush());
      change({ push: on });
    } catch (fault) {
      say(sentenceOf(fault), { bad: true });
    }
  };
  const quiet = (part: Partial<Settings>) => {
    change(part);
    if (settings.get().push) startPush().catch((fault: unknown) => say(sentenceOf(fault), { bad: true }));
  };
  return (
    <Dialog title={t("settings.title")} onClose={onClose} id="settings">
      <p className="quiet">{t("settings.who", { name: person(me?.holder ?? ""), roles: (me?.roles ?? []).join(", ") })}</p>
      <Presence />
      <div className="sheet-form">
        <label className="field">
          <span>{t("settings.theme")}</span>
          <select value={now.theme} onChange={(event) => change({ theme: event.target.value as Settings["theme"] })}>
            {(["system", "light", "dark"] as const).map((each) => (
              <option key={each} value={each}>
                {t(`theme.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t("settings.zone")}</span>
          <select value={now.zone} onChange={(event) => change({ zone: event.target.value })}>
            <option value="">{t("settings.ownZone")}</option>
            {zones().map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </label>
        <Tick label={t("settings.next")} on={now.next} onChange={(next) => change({ next })} />
        <Tick label={t("settings.keys")} on={now.keys} onChange={(keys) => change({ keys })} />
        <Tick label={t("settings.notices")} on={now.notices} onChange={(on) => void notices(on)} />
        <Tick
          label={t("settings.sound")}
          on={now.sound}
          onChange={(sound) => {
            change({ sound });
            if (sound) chime();
          }}
        />
        {canPush() ? <Tick label={t("settings.push")} on={now.push} onChange={(on) => void push(on)} /> : null}
        <fieldset className="quiet-hours">
          <legend>{t("settings.quiet")}</legend>
          <label>
            <span className="visually-hidden">{t("settings.quietFrom")}</span>
            <input type="time" value={now.quietFrom} onChange={(event) => quiet({ quietFrom: event.target.value })} />
          </label>
          <span aria-hidden="true">–</span>
          <label>
            <span className="visually-hidden">{t("settings.quietTo")}</span>
            <input type="time" value={now.quietTo} onChange={(event) => quiet({ quietTo: event.target.value })} />
          </label>
        </fieldset>
      </div>
      <div className="sheet-foot">
        <button type="button" onClick={() => void leave()}>
          {t("settings.signOut")}
        </button>
      </div>
    </Dialog>
  );
}

async function allowed(): Promise<boolean> {
  const told = "Notification" in window ? await Notification.requestPermission() : "denied";
  if (told !== "granted") say(t("settings.noNotices"), { bad: true });
  return told === "granted";
}

const STATUSES = ["AVAILABLE", "BUSY", "AWAY"] as const;

function Presence() {
  const [status, setStatus] = useState("");
  useEffect(() => {
    const mine = (each: Agent) => isMine(each.name.replace("agents/", "user:"));
    get<{ agents?: Agent[] }>("/agents").then(
      (told) => setStatus((told.agents ?? []).find(mine)?.status.replace("STATUS_", "") ?? ""),
      () => undefined, // none of the three is pressed then
    );
  }, []);
  const set = async (next: string) => {
    try {
      await post("/presence", { status: `STATUS_${next}` });
      setStatus(next);
    } catch (fault) {
      say(sentenceOf(fault), { bad: true });
    }
  };
  return (
    <div className="segments" role="group" aria-label={t("settings.presence")}>
      {STATUSES.map((each) => (
        <button key={each} type="button" aria-pressed={status === each} onClick={() => void set(each)}>
          {t(`status.${each}`)}
        </button>
      ))}
    </div>
  );
}

async function leave(): Promise<void> {
  try {
    await leavePush();
    await send("DELETE", "/session");
  } catch (fault) {
    say(sentenceOf(fault), { bad: true });
    return;
  }
  location.assign("/");
}
