// What is behind the numbers: spikes with their cause, topics, words that move feelings, people who carry it.
import { useState } from "react";
import { Avatar } from "../../ui/parts";
import { known, w } from "../../strings/insights";
import { networkName } from "../../strings/networks";
import { useAsked } from "./ask";
import { Chart, type Line } from "./Chart";
import { useLook } from "./look";
import type { Cause, Driver, Drivers as ToldDrivers, Influencers, Slice, Spike, Spikes as ToldSpikes, Topic, Topics as ToldTopics } from "./types";
import { asQuery } from "./view";
import { count, share, stretch, valueName } from "./words";

const LEVELS = ["LOW", "MEDIUM", "HIGH"] as const;

export function Spikes() {
  const { slice, zone, open } = useLook();
  const [sensitivity, setSensitivity] = useState<(typeof LEVELS)[number]>("MEDIUM");
  const { told, problem, busy } = useAsked<ToldSpikes>("/insights/spikes", { ...asQuery(slice), sensitivity, timeZone: zone });
  const found = [...(told?.spikes ?? [])].reverse();
  const opened = (spike: Spike) => () => open({ title: stretch(spike.startTime, spike.endTime, zone), slices: [spike.slice ?? { ...slice, startTime: spike.startTime, endTime: spike.endTime }] });
  const rows: Line[] = found.map((spike) => ({
    cells: [stretch(spike.startTime, spike.endTime, zone), Number(spike.mentionCount), Math.round(spike.expectedCount), Number(spike.score.toFixed(1)), (spike.causes ?? []).map((cause) => `${causeName(cause)} ${share(cause.share)}`).join("; ")],
    open: opened(spike),
  }));
  return (
    <Chart
      title={w("spikes")}
      about={w("spikes.about")}
      heads={[w("when"), w("n.mentions"), w("topic.before"), w("driver.score"), w("spike.cause")]}
      rows={rows}
      busy={busy}
      problem={problem}
      none={told ? w("spikes.none", { n: Number(told.hourCount) }) : ""}
      className="wide"
      tools={
        <select aria-label={w("spikes.sensitivity")} value={sensitivity} onChange={(event) => setSensitivity(event.target.value as "LOW")}>
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {w(`sensitivity.${level}`)}
            </option>
          ))}
        </select>
      }
    >
      <ul className="spikes">
        {found.map((spike, at) => (
          <li key={at} className={spike.direction === "DIRECTION_DIP" ? "spike dip" : "spike"}>
            <div className="spike-head">
              <span className="spike-arrow" aria-hidden="true">
                {spike.direction === "DIRECTION_DIP" ? "▼" : "▲"}
              </span>
              <strong>{w(spike.direction === "DIRECTION_DIP" ? "trend.dip" : "trend.spike")}</strong>
              <span className="quiet">{stretch(spike.startTime, spike.endTime, zone)}</span>
              <button type="button" className="link" onClick={opened(spike)}>
                {w("spike.more", { n: Number(spike.mentionCount), expected: Math.round(spike.expectedCount) })}
              </button>
              <span className="quiet small">{w("spike.score", { score: spike.score.toFixed(1) })}</span>
            </div>
            <Causes spike={spike} slice={slice} />
          </li>
        ))}
      </ul>
      {told && Number(told.blindHourCount) ? <p className="quiet small">{w("spikes.blind", { n: Number(told.blindHourCount) })}</p> : null}
    </Chart>
  );
}

function causeName(cause: Cause): string {
  const kind = known(`cause.${cause.kind}`) ? w(`cause.${cause.kind as "topic"}`) : cause.kind;
  if (cause.kind === "cascade") return kind;
  const value = cause.kind === "author" ? (cause.value.split(":").pop() ?? "") : cause.kind === "topic" ? `“${cause.value}”` : valueName(cause.kind.toUpperCase() as "NETWORK", cause.value);
  return `${kind} ${value}`;
}

function Causes({ spike, slice }: { spike: Spike; slice: Slice }) {
  const { open } = useLook();
  const inside = spike.slice ?? { ...slice, startTime: spike.startTime, endTime: spike.endTime };
  const narrow = (cause: Cause): Slice | null => {
    if (cause.kind === "topic") return { ...inside, text: cause.value };
    if (cause.kind === "author") return { ...inside, authorKeys: [cause.value] };
    if (cause.kind === "network") return { ...inside, networks: [cause.value] };
    if (cause.kind === "language") return { ...inside, languages: [cause.value] };
    return null;
  };
  return (
    <ul className="causes">
      {(spike.causes ?? []).map((cause, at) => {
        const found = narrow(cause);
        return (
          <li key={at}>
            <button type="button" className="chip on cause" onClick={() => open({ title: causeName(cause), slices: [found ?? inside] })}>
              <span>
                {causeName(cause)} <b>{share(cause.share)}</b>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function Topics() {
  const { slice, open } = useLook();
  const { told, problem, busy } = useAsked<ToldTopics>("/insights/topics", { ...asQuery(slice), topicCount: 12 });
  const topics = told?.topics ?? [];
  const most = Math.max(1, ...topics.map((topic) => Number(topic.mentionCount)));
  const opened = (topic: Topic) => () => open({ title: topic.name, slices: (topic.words ?? [topic.name]).slice(0, 6).map((text) => ({ ...slice, text })) });
  const state = (topic: Topic) => topic.trend.replace("TREND_", "");
  const rows: Line[] = topics.map((topic) => ({
    cells: [topic.name, Number(topic.mentionCount), Number(topic.beforeCount), Number((topic.negativeShare?.value ?? 0).toFixed(4)), state(topic) === "UNSPECIFIED" ? "" : w(`topic.${state(topic) as "NEW"}`)],
    shown: [undefined, undefined, undefined, share(topic.negativeShare?.value ?? 0)],
    open: opened(topic),
  }));
  return (
    <Chart title={w("topics")} about={w("topics.about")} heads={[w("topic"), w("n.mentions"), w("topic.before"), w("topic.negative"), w("n.change")]} rows={rows} busy={busy} problem={problem} none={w("topics.none")}>
      <ul className="topics">
        {topics.map((topic) => (
          <li key={topic.name}>
            <button type="button" className="topic" onClick={opened(topic)}>
              <span className="topic-name">
                <bdi>{topic.name}</bdi>
                {state(topic) === "UNSPECIFIED" ? null : <em className={`badge ${state(topic) === "NEW" ? "yours" : "warn"}`}>{w(`topic.${state(topic) as "NEW"}`)}</em>}
              </span>
              <span className="topic-figures">
                <svg className="bar-line" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="tint-0 bar-fill" width={(Number(topic.mentionCount) / most) * 100} height="10" />
                  <rect className="tint-bad bar-fill" width={(Number(topic.mentionCount) / most) * 100 * (topic.negativeShare?.value ?? 0)} height="10" />
                </svg>
                <b>{count(Number(topic.mentionCount))}</b>
                <small>{share(topic.negativeShare?.value ?? 0)} {w("topic.negative").toLowerCase()}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {told && topics.length ? <p className="quiet small">{w("topics.read", { n: Number(told.readCount), of: Number(told.mentionCount).toLocaleString() })}</p> : null}
    </Chart>
  );
}

export function Drivers() {
  const { slice, open } = useLook();
  const { told, problem, busy } = useAsked<ToldDrivers>("/insights/drivers", { ...asQuery(slice), wordCount: 12 });
  const bad = told?.drivers ?? [];
  const good = told?.againstDrivers ?? [];
  const opened = (driver: Driver, feeling: string) => () => open({ title: `“${driver.word}”`, slices: [{ ...slice, text: driver.word, sentiments: [`LABEL_${feeling}`] }] });
  const line = (driver: Driver, feeling: "NEGATIVE" | "POSITIVE"): Line => ({
    cells: [driver.word, Number(feeling === "NEGATIVE" ? driver.mentionCount : driver.againstCount), Number(feeling === "NEGATIVE" ? driver.againstCount : driver.mentionCount), Number(Math.abs(driver.score).toFixed(1)), w(feeling === "NEGATIVE" ? "drivers.bad" : "drivers.good")],
    open: opened(driver, feeling),
  });
  const most = Math.max(1, ...[...bad, ...good].map((driver) => Math.abs(driver.score)));
  return (
    <Chart title={w("drivers")} about={w("drivers.about")} heads={[w("driver.word"), w("driver.in"), w("driver.out"), w("driver.score"), w("driver.side")]} rows={[...bad.map((each) => line(each, "NEGATIVE")), ...good.map((each) => line(each, "POSITIVE"))]} busy={busy} problem={problem} none={w("drivers.none")}>
      <div className="drivers">
        {([["NEGATIVE", bad, w("drivers.bad")], ["POSITIVE", good, w("drivers.good")]] as const).map(([feeling, found, name]) => (
          <div key={feeling}>
            <h3>{name}</h3>
            <ul className="words">
              {found.map((driver) => (
                <li key={driver.word}>
                  <button type="button" className={`word ${feeling === "NEGATIVE" ? "tint-bad" : "tint-good"}`} onClick={opened(driver, feeling)}>
                    <bdi>{driver.word}</bdi>
                    <svg className="bar-line" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                      <rect className="bar-fill" width={(Math.abs(driver.score) / most) * 100} height="6" />
                    </svg>
                    <small>{count(Number(driver.mentionCount))}</small>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Chart>
  );
}

export function People() {
  const { slice, open } = useLook();
  const { told, problem, busy } = useAsked<Influencers>("/insights/influencers", { ...asQuery(slice), authorCount: 20 });
  const found = told?.influencers ?? [];
  const rows: Line[] = found.map((each) => ({
    cells: [`@${each.handle}`, Number(each.mentionCount), networkName(each.network), Number(each.answerCount), Number(each.negativeCount), Number(each.reach), Number(each.engagement)],
    open: () => open({ title: `@${each.handle}`, slices: [{ ...slice, authorKeys: [each.authorKey] }] }),
  }));
  return (
    <Chart title={w("people")} about={w("people.about", { n: Number(told?.authorCount ?? 0) })} heads={[w("person"), w("n.mentions"), w("network"), w("person.answers"), w("n.negative"), w("n.reach"), w("n.engagement")]} rows={rows} busy={busy} problem={problem} none={w("people.none")} className="wide">
      <ul className="people">
        {found.slice(0, 12).map((each, at) => (
          <li key={each.authorKey}>
            <button type="button" className="person" onClick={rows[at]?.open}>
              <Avatar name={each.handle} seed={each.authorKey} small />
              <span className="person-name">
                <bdi>@{each.handle}</bdi>
                <small>{networkName(each.network)}</small>
              </span>
              <span className="person-figures">
                <b>{count(Number(each.engagement))}</b> <small>{w("n.engagement").toLowerCase()}</small>
              </span>
              <span className="person-figures">
                <b>{count(Number(each.mentionCount))}</b> <small>{w("n.mentions").toLowerCase()}</small>
              </span>
              <Split bad={Number(each.negativeCount)} all={Number(each.mentionCount)} />
            </button>
          </li>
        ))}
      </ul>
    </Chart>
  );
}

function Split({ bad, all }: { bad: number; all: number }) {
  const part = all > 0 ? (bad / all) * 100 : 0;
  return (
    <svg className="bar-line split" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect className="tint-plain bar-fill" width="100" height="6" />
      <rect className="tint-bad bar-fill" width={part} height="6" />
    </svg>
  );
}

