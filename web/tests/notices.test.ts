import { expect, it, vi } from "vitest";
import type { Me, Opportunity } from "../src/api/types";

vi.stubGlobal("document", { addEventListener: () => undefined, querySelector: () => null });
vi.stubGlobal("location", { pathname: "/", search: "" });
vi.stubGlobal("addEventListener", () => undefined);
const { concernsMe } = await import("../src/state/notices");
const { bytesOf, workerAddress } = await import("../src/state/push");
const { put } = await import("../src/state/queue");
const { session } = await import("../src/state/session");
const { isQuiet } = await import("../src/state/settings");

it("a notice is for whom it names, and of a deadline for who holds the conversation", () => {
  session.set({ me: { holder: "user:ann" } as Me });
  put([{ name: "opportunities/a", lease: { holder: "user:ann" } } as Opportunity, { name: "opportunities/b", lease: { holder: "user:bob" } } as Opportunity]);
  const change = { actor: "bob", kind: "colleague_called", uid: "b" };
  expect([concernsMe({ ...change, agent: "ann" }), concernsMe({ ...change, agent: "bob" }), concernsMe(change)]).toEqual([true, false, false]);
  const near = { actor: "", kind: "deadline_near" };
  expect([concernsMe({ ...near, uid: "a" }), concernsMe({ ...near, uid: "b" })]).toEqual([true, false]);
});

it("quiet hours may pass over midnight", () => {
  const at = (hour: number) => new Date(2026, 0, 1, hour, 30);
  expect([21, 22, 3, 7].map((hour) => isQuiet("22:00", "07:00", at(hour)))).toEqual([false, true, true, false]);
  expect([isQuiet("", "", at(3)), isQuiet("12:00", "13:00", at(12))]).toEqual([false, true]);
});

it("what shows pushed notices gets its words with its address, and keys come as bytes", () => {
  expect(Object.fromEntries(new URL(workerAddress(), "http://desk").searchParams)).toHaveProperty("deadline_near", "A deadline of yours is near.");
  expect([...bytesOf("-_8B")]).toEqual([251, 255, 1]);
});
