// What the page asks the listener of a query; what a build cannot tell yet is left out of the page, not made up.
import { get, post, Refused, send, sentenceOf } from "../../api/client";
import type { Mention, Query } from "../../api/types";
import { columnOf } from "./builder";

export type Kept = Query & { backfillSources?: string[]; owner?: string; managedIn?: string; etag?: string };
export type Problem = { column: number; problem: string; fix: string };

export const DAYS = 30;

/** What a refusal says of a text: where, what, and the whole text mended where that is obvious. */
export function problemOf(fault: unknown): Problem {
  const { column, problem } = columnOf(sentenceOf(fault));
  const metadata = fault instanceof Refused ? fault.metadata : {};
  return { column: Number(metadata["column"] ?? column), problem, fix: metadata["fix"] ?? "" };
}

export async function readQueries(): Promise<Kept[]> {
  const found: Kept[] = [];
  let pageToken = "";
  do {
    const page: { queries?: Kept[]; nextPageToken?: string } = await get("/brands/-/queries", { pageSize: 500, pageToken });
    found.push(...(page.queries ?? []));
    pageToken = page.nextPageToken ?? "";
  } while (pageToken);
  return found;
}

export function create(brand: string, id: string, expression: string): Promise<Kept> {
  return post<Kept>(`/${brand}/queries`, { queryId: id, query: { expression } });
}

/** Changes what a query asks for; refused where somebody else has changed it since it was read. */
export function change(query: Kept, expression: string): Promise<Kept> {
  return send<Kept>("PATCH", `/${query.name}`, { expression, owner: query.owner ?? "", etag: query.etag ?? "" });
}

export type Place = { column: number; sentence: string; dead?: boolean };
export type Read = { words: string; problem?: Place | null; fix: string; findings?: Place[]; asked?: string[] };
export type Sample = { change: "kept" | "added" | "removed"; mention: Mention; spans: [number, number][] };
export type Compared = { seen: number; found: number; added: number; removed: number; removedAnswered: number; networks?: Record<string, number>; samples?: Sample[]; price?: string; coverage?: string; volume?: string[] };

export const readText = (expression: string) => post<Read>("/queries:read", { expression });
export type Part = { network: string; asked?: string[]; sentence: string; priceMicros: string | number; currency: string };

export const explain = (expression: string) => post<{ parts?: Part[] }>("/queries:explain", { expression });
export const compare = (expression: string, before: string) => post<Compared>("/queries:compare", { expression, before, days: DAYS });

export type Exclusion = { clause: string; expression: string; unwanted: number; wanted: number; removed: number; removedAnswered: number; price: string };
export type Suggested = { examples?: { mention: Mention; found: boolean }[]; examplesLeft: number; exclusions?: Exclusion[]; unwanted: number; relevant: number; whyNone: string };

export const suggest = (query: string, expression: string) => post<Suggested>("/queries:suggest", { query, expression, days: DAYS });

export type Estimate = { callCount?: string | number; priceMicros?: string | number; currency: string; itemCount?: string | number; note: string };

/** Has a source read the past for a query, or says what that would cost. */
export function backfill(source: string, query: string, days: number, validateOnly: boolean): Promise<{ estimate?: Estimate }> {
  const startTime = new Date(Date.now() - days * 86_400_000).toISOString();
  return post("/backfills", { backfill: { source, query, startTime }, validateOnly });
}
