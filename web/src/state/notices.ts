// Sounds and notices of the browser: for what was offered, for a call by a colleague, for a deadline at risk.
import { get } from "../api/client";
import { t } from "../strings";
import { onTouch, type Touched } from "./live";
import { queue, touch, uidOf } from "./queue";
import { go, openItem } from "./route";
import { isMine } from "./session";
import { isQuiet, settings } from "./settings";

const WORTH: Record<string, "notice.offered" | "notice.called" | "notice.deadline"> = {
  opportunity_offered: "notice.offered",
  colleague_called: "notice.called",
  deadline_near: "notice.deadline",
};

/** Agents are named as the people they are; a deadline concerns whoever holds the conversation. */
export function concernsMe(change: Touched): boolean {
  if (change.kind !== "deadline_near") return isMine(`user:${change.agent ?? ""}`);
  const row = queue.get().rows.get(change.uid);
  return isMine(change.opportunity?.lease?.holder ?? row?.item.lease?.holder);
}

export function startNotices(): () => void {
  return onTouch((change) => {
    const words = WORTH[change.kind];
    if (!words || !concernsMe(change)) return;
    if (change.kind === "opportunity_offered") void readOffers();
    tell(t(words), change.uid);
  });
}

/** Offers are told once however many there are; which they are is asked for. */
async function readOffers(): Promise<void> {
  const told = await get<{ offers?: { opportunity: string }[] }>("/offers").catch(() => null);
  for (const offer of told?.offers ?? []) touch(uidOf(offer.opportunity));
}

function tell(text: string, uid: string): void {
  const { sound, notices, push, quietFrom, quietTo } = settings.get();
  if (isQuiet(quietFrom, quietTo, new Date())) return;
  if (sound) chime();
  if (push && document.hidden) return; // it comes by push
  if (!notices || !("Notification" in window) || Notification.permission !== "granted") return;
  show(text, uid);
}

function show(text: string, uid: string): void {
  const shown = made(text, uid);
  if (!shown) return;
  shown.onclick = () => {
    window.focus();
    if (uid && uid !== "-") openItem(uid);
    else go("/", new URLSearchParams("view=mine"));
    shown.close();
  };
}

/** No words of customers: notices lie about on locked screens. Phones show none of an open page, only pushed ones. */
function made(text: string, tag: string): Notification | null {
  try {
    return new Notification("Antiphon", { body: text, tag });
  } catch {
    return null;
  }
}

const TONES = [523, 784];
const TONE_SECONDS = 0.14;

let sounding: AudioContext | undefined;

/** Browsers make no sound for who has done nothing yet; after the first click or key it is heard. */
export function chime(): void {
  sounding ??= new AudioContext();
  const context = sounding;
  void context.resume();
  TONES.forEach((frequency, index) => {
    const tone = context.createOscillator();
    const level = context.createGain();
    const at = context.currentTime + index * TONE_SECONDS;
    tone.frequency.value = frequency;
    level.gain.setValueAtTime(0.08, at);
    level.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + TONE_SECONDS);
  });
}
