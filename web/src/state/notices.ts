// Sounds and notices of the browser: for what was offered, for a call by a colleague, for a deadline at risk.
import { t } from "../strings";
import { onTouch, type Touched } from "./live";
import { queue } from "./queue";
import { openItem } from "./route";
import { isMine } from "./session";
import { isQuiet, settings } from "./settings";

const WORTH: Record<string, "notice.offered" | "notice.called" | "notice.deadline"> = {
  opportunity_offered: "notice.offered",
  colleague_called: "notice.called",
  deadline_near: "notice.deadline",
};

export function startNotices(): () => void {
  return onTouch((change) => {
    const words = WORTH[change.kind];
    if (words && concernsMe(change)) tell(t(words), change.uid);
  });
}

function concernsMe(change: Touched): boolean {
  const row = queue.get().rows.get(change.uid);
  return isMine(change.opportunity?.lease?.holder ?? row?.item.lease?.holder);
}

function tell(text: string, uid: string): void {
  const { sound, notices, quietFrom, quietTo } = settings.get();
  if (isQuiet(quietFrom, quietTo, new Date())) return;
  if (sound) chime();
  if (!notices || !("Notification" in window) || Notification.permission !== "granted") return;
  // No words of customers: notices lie about on locked screens.
  const shown = new Notification("Antiphon", { body: text, tag: uid });
  shown.onclick = () => {
    window.focus();
    openItem(uid);
    shown.close();
  };
}

const TONES = [523, 784];
const TONE_SECONDS = 0.14;

function chime(): void {
  const context = new AudioContext();
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
  setTimeout(() => void context.close(), 1000);
}
