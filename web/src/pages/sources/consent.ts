// A network's own page asks the account's owner, and sends them back here with a code that is good once.
import { post, sentenceOf } from "../../api/client";
import type { Account } from "../../api/types";
import { go, hrefOf } from "../../state/route";
import { say } from "../../state/say";
import { s } from "../../strings/sources";
import { idOf } from "./names";

/** What has to be registered with the network: this page, without anything behind it. */
export function redirectUri(): string {
  return location.origin + hrefOf("/sources");
}

/** Leaves for the network's page. */
export async function ask(account: string, secrets: Record<string, string>): Promise<void> {
  const begun = await post<{ authorizeUri: string }>(`/${account}:authorize`, { redirectUri: redirectUri(), secrets });
  location.assign(begun.authorizeUri);
}

/** Takes what the network said out of the address, before anything else, and brings it to the listener. */
export async function complete(query: URLSearchParams): Promise<boolean> {
  const state = query.get("state");
  const code = query.get("code");
  const refusal = query.get("error_description") ?? query.get("error");
  if (!state || (!code && !refusal)) return false;
  go("/sources", new URLSearchParams(), true);
  if (!code) {
    say(s("account.refused", { why: (refusal ?? "").slice(0, 200) }), { bad: true });
    return false;
  }
  try {
    const account = await post<Account>("/accounts:completeAuthorization", { state, code });
    const values = { source: idOf(account), login: account.login };
    say(s(account.login ? "account.agreed" : "account.agreed.somebody", values));
    return true;
  } catch (fault) {
    say(sentenceOf(fault), { bad: true });
    return false;
  }
}
