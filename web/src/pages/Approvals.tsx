// Answers that wait for consent: the words, what they answer, and yes or no.
import { useEffect, useState } from "react";
import { get, post } from "../api/client";
import type { ApprovalRule, Opportunity, Reply } from "../api/types";
import { attempt } from "../conversation/actions";
import { openItem } from "../state/route";
import { onTouch } from "../state/live";
import { person } from "../state/session";
import { say } from "../state/say";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Ago, Empty } from "../ui/parts";
import { Card, Page, useTold } from "./frame";

type Waiting = { reply: Reply; item: Opportunity };

async function readWaiting(): Promise<{ waiting: Waiting[]; rules: ApprovalRule[] }> {
  const [told, rules] = await Promise.all([
    get<{ replies?: Reply[] }>("/opportunities/-/replies", { states: ["STATE_AWAITING_APPROVAL"], pageSize: 100 }),
    get<{ approvalRules?: ApprovalRule[] }>("/approvalRules").then((found) => found.approvalRules ?? [], () => []),
  ]);
  const replies = (told.replies ?? []).reverse();
  const items = await Promise.all(replies.map((reply) => get<Opportunity>(`/${reply.name.split("/replies/")[0]}`)));
  return { waiting: replies.map((reply, index) => ({ reply, item: items[index] as Opportunity })), rules };
}

export default function ApprovalsPage() {
  const { told, problem, again } = useTold(readWaiting, 15);
  useEffect(() => onTouch((change) => void (change.kind === "reply_changed" && again())), [again]);
  return (
    <Page title={t("way.approvals")} about={t("approvals.about")} problem={problem}>
      {told && !told.waiting.length ? <Empty title={t("approvals.none")} /> : null}
      {told?.waiting.map((each) => (
        <One key={each.reply.name} waiting={each} again={again} />
      ))}
      {told ? <Rules rules={told.rules} /> : null}
    </Page>
  );
}

function One({ waiting: { reply, item }, again }: { waiting: Waiting; again: () => Promise<void> }) {
  const [text, setText] = useState(reply.text);
  const [reason, setReason] = useState("");
  const [refusing, setRefusing] = useState(false);
  const settle = async (verb: "approve" | "reject", body: object, words: string) => {
    if (await attempt(() => post(`/${reply.name}:${verb}`, body))) say(words);
    await again();
  };
  return (
    <Card
      title={item.mention?.author?.displayName || t("someone")}
      actions={
        <button type="button" className="ghost small" onClick={() => openItem(item.name.split("/").pop() ?? "")}>
          {t("approvals.open")}
        </button>
      }
    >
      <blockquote className="asked" dir="auto">
        {item.mention?.text}
      </blockquote>
      <p className="quiet small">
        {t("approvals.by", { name: person(reply.author) })} <Ago stamp={reply.createTime} /> · {networkName(item.mention?.network ?? "")}
      </p>
      <label className="field">
        <span>{t("approvals.words")}</span>
        <textarea dir="auto" rows={3} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      {(reply.alternatives ?? []).map((words, index) => (
        <p key={index} className="list-line">
          <span dir="auto">{words}</span>
          <button type="button" className="small" onClick={() => void settle("approve", { alternative: index + 1 }, t("approvals.approved"))}>
            {t("approvals.thisOne")}
          </button>
        </p>
      ))}
      {refusing ? (
        <label className="field">
          <span>{t("approvals.why")}</span>
          <input autoFocus maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      ) : null}
      <div className="sheet-foot">
        <button type="button" onClick={() => (refusing ? void settle("reject", { reason }, t("approvals.rejected")) : setRefusing(true))}>
          {t("approvals.reject")}
        </button>
        <button type="button" className="primary" onClick={() => void settle("approve", text === reply.text ? {} : { text }, t("approvals.approved"))}>
          {text === reply.text ? t("approvals.approve") : t("approvals.approveChanged")}
        </button>
      </div>
    </Card>
  );
}

function Rules({ rules }: { rules: ApprovalRule[] }) {
  return (
    <Card title={t("approvals.rules")}>
      {rules.length ? (
        <ul className="list">
          {rules.map((rule) => (
            <li key={rule.name} className="list-line">
              {[rule.brand.replace("brands/", ""), rule.network && networkName(rule.network), rule.role, rule.author && person(rule.author)].filter(Boolean).join(" · ") || t("approvals.all")}
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{t("approvals.noRules")}</p>
      )}
    </Card>
  );
}
