import { expect, test } from "vitest";
import { channelRow, eventRow, failing, hostOf, isTold, newestFirst, secretsOf, type Source } from "../src/pages/webhooks/model";

const delivery = { name: "channels/pager/deliveries/7", alert: "", subject: "Storm", state: "STATE_QUEUED", attemptCount: 0, problem: "", createTime: "2026-01-01T00:00:00Z" };
const event = { name: "sources/crm/events/3", type: "reply-changed", eventId: "e", state: "STATE_GIVEN_UP", attemptCount: 9, status: 500, reason: "It answers with 500.", opportunity: "", updateTime: "2026-01-02T00:00:00Z" };

test("deliveries of both kinds are one list, newest first, each under its endpoint", () => {
  const rows = newestFirst([channelRow(delivery), eventRow(event)]);
  expect(rows.map((each) => [each.endpoint, each.what, each.problem])).toEqual([
    ["sources/crm", "reply-changed", "It answers with 500."],
    ["channels/pager", "Storm", ""],
  ]);
});

test("what waits for its first try has not failed; what waits after one has", () => {
  expect(failing(channelRow(delivery))).toBe(false);
  expect(failing(channelRow({ ...delivery, attemptCount: 1 }))).toBe(true);
  expect(failing(channelRow({ ...delivery, attemptCount: 1, state: "STATE_DELIVERED" }))).toBe(false);
  expect(failing(eventRow(event))).toBe(true);
});

test("a system is told only with an address and kinds of changes", () => {
  const source = (config: Record<string, string>) => ({ config }) as unknown as Source;
  expect(isTold(source({ url: "https://crm.example", events: "all" }))).toBe(true);
  expect(isTold(source({ url: "https://crm.example" }))).toBe(false);
  expect(hostOf("https://crm.example/changes?key=1")).toBe("crm.example");
});

test("secrets count whichever way they came, and once", () => {
  expect(secretsOf(undefined)).toEqual([]);
  expect(secretsOf({ name: "", secretNames: ["secret"], mountedSecretNames: ["old_secret", "secret"], problem: "" })).toEqual(["old_secret", "secret"]);
});
