// Shows what the desk sends while nobody looks at it. What it says comes with its own address, in the
// language of whoever switched it on; a message carries its kind and a conversation's id, nothing else.
const words = Object.fromEntries(new URL(self.location.href).searchParams);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data ? event.data.json() : {}));
});

async function show({ kind = "", uid = "" }) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.some((each) => each.visibilityState === "visible")) return; // the desk says it itself
  await self.registration.showNotification("Antiphon", { body: words[kind] ?? "", tag: uid || kind, data: { uid }, icon: "/web/mark.svg" });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.uid ?? ""));
});

async function open(uid) {
  const known = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(uid) ? uid : "";
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const first = windows[0];
  if (!first) return self.clients.openWindow(known ? `/opportunities/${known}` : "/?view=mine");
  first.postMessage({ open: known });
  return first.focus();
}
