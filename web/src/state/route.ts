// Where the reader is: a page or a conversation, and the filters, all in the address.
import { Store } from "../lib/store";

/** The desk lives at the root, or beside an older one while that is still the default. */
export const BASE = location.pathname === "/next" || location.pathname.startsWith("/next/") ? "/next" : "";

export type Route = { page: string; uid: string; query: URLSearchParams };

function read(): Route {
  const parts = location.pathname.slice(BASE.length).split("/").filter(Boolean);
  const query = new URLSearchParams(location.search);
  if (parts[0] === "opportunities" && parts[1]) return { page: "desk", uid: parts[1], query };
  return { page: parts[0] ?? "desk", uid: "", query };
}

export const route = new Store<Route>(read());

export function hrefOf(path: string, query?: URLSearchParams): string {
  const text = query?.toString() ?? "";
  return (BASE + path || "/") + (text ? `?${text}` : "");
}

export function hrefOfItem(uid: string): string {
  return hrefOf(`/opportunities/${uid}`, route.get().query);
}

export function go(path: string, query: URLSearchParams = new URLSearchParams(), replace = false): void {
  const target = hrefOf(path, query);
  if (target !== location.pathname + location.search) {
    if (replace) history.replaceState({}, "", target);
    else history.pushState({}, "", target);
  }
  route.set(read());
}

export function openItem(uid: string, replace = false): void {
  go(uid ? `/opportunities/${uid}` : "/", route.get().query, replace);
}

addEventListener("popstate", () => route.set(read()));
