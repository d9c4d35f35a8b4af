// Notices on the phone, or wherever this browser runs while the desk is closed. They end with the session.
import { get, send } from "../api/client";
import { t } from "../strings";
import { openItem } from "./route";
import { change, settings } from "./settings";

type Told = { publicKey: string; subscribed: boolean };

/** Browsers have push only where the page came by https, or from their own machine. */
export function canPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** The words of each kind go along, since what shows them knows no catalogue. */
export function workerAddress(): string {
  const words = new URLSearchParams({
    opportunity_offered: t("notice.offered"),
    colleague_called: t("notice.called"),
    deadline_near: t("notice.deadline"),
  });
  return `/web/push.js?${words.toString()}`;
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function same(key: ArrayBuffer | null | undefined, wanted: Uint8Array): boolean {
  const has = new Uint8Array(key ?? new ArrayBuffer(0));
  return has.length === wanted.length && has.every((byte, index) => byte === wanted[index]);
}

async function subscription(key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  await navigator.serviceWorker.register(workerAddress(), { scope: "/web/" });
  const found = await navigator.serviceWorker.getRegistration("/web/");
  if (!found) throw new Error(t("push.cannot"));
  const known = await found.pushManager.getSubscription();
  if (known && same(known.options.applicationServerKey, key)) return known;
  await known?.unsubscribe(); // of a desk with another key
  return found.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** Has this browser told, with the quiet hours as they are set now. */
export async function startPush(): Promise<void> {
  const { publicKey } = await get<Told>("/push");
  const made = (await subscription(bytesOf(publicKey))).toJSON();
  const { quietFrom, quietTo, zone } = settings.get();
  await send("PUT", "/push", {
    endpoint: made.endpoint,
    key: made.keys?.["p256dh"],
    secret: made.keys?.["auth"],
    quietFrom,
    quietTo,
    zone: zone || Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

async function forget(): Promise<void> {
  const found = await navigator.serviceWorker.getRegistration("/web/");
  await (await found?.pushManager.getSubscription())?.unsubscribe();
}

export async function stopPush(): Promise<void> {
  await send("DELETE", "/push");
  await forget();
}

/** For somebody who signs out: the desk forgets this browser with the session, the browser forgets the desk. */
export async function leavePush(): Promise<void> {
  change({ push: false });
  if (canPush()) await forget().catch(() => undefined);
}

/** A new session is told where the one before was; what is tapped on a notice is opened here. */
export function followPush(): () => void {
  if (!canPush()) return () => undefined;
  if (settings.get().push && Notification.permission === "granted") startPush().catch(() => undefined);
  const opened = (event: MessageEvent<{ open?: string }>) => event.data.open !== undefined && openItem(event.data.open);
  navigator.serviceWorker.addEventListener("message", opened);
  return () => navigator.serviceWorker.removeEventListener("message", opened);
}
