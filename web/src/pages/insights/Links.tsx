// Links that show a dashboard to whoever has them: made, seen, ended one by one.
import { useState } from "react";
import { get, post, send } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { Form } from "../../conversation/dialogs";
import { useStore } from "../../lib/store";
import { moment } from "../../lib/time";
import { say } from "../../state/say";
import { person } from "../../state/session";
import { settings } from "../../state/settings";
import { w } from "../../strings/insights";
import { Ago, Moment } from "../../ui/parts";
import { Card, Table, useTold } from "../frame";

type Link = { name: string; creator?: string; createTime?: string; expireTime?: string; useTime?: string };

const DAYS = ["1", "7", "30", "366"] as const;
const DAY_SECONDS = 86_400;

export function Links({ board }: { board: string }) {
  const { told, problem, again } = useTold(() => get<{ links?: Link[] }>(`/${board}/links`).then((answer) => answer.links ?? []), 60, board);
  const zone = useStore(settings, (value) => value.zone);
  const [ending, setEnding] = useState<Link | null>(null);
  return (
    <Card title={w("links")}>
      <p className="quiet small">{w("links.about")}</p>
      {problem ? <p className="problem">{problem}</p> : null}
      {told?.length ? (
        <Table label={w("links")} heads={[w("board.by"), w("link.made"), w("link.ends"), w("link.used"), ""]}>
          {told.map((link) => (
            <tr key={link.name}>
              <th scope="row">{makerOf(link)}</th>
              <td>{link.createTime ? <Moment stamp={link.createTime} /> : w("link.old")}</td>
              <td>
                <Moment stamp={link.expireTime} />
              </td>
              <td>{link.useTime ? <Ago stamp={link.useTime} /> : w("link.unused")}</td>
              <td className="row-does">
                <button type="button" className="ghost small" aria-label={labelOf(link, zone)} onClick={() => setEnding(link)}>
                  {w("link.end")}
                </button>
              </td>
            </tr>
          ))}
        </Table>
      ) : null}
      {told && !told.length ? <p className="quiet">{w("links.none")}</p> : null}
      <Make board={board} again={again} />
      {ending ? <End link={ending} zone={zone} again={again} onClose={() => setEnding(null)} /> : null}
    </Card>
  );
}

/** What tells a link from the others of its maker, too. */
function labelOf(link: Link, zone: string): string {
  const who = makerOf(link);
  return link.createTime ? w("link.endNamed", { who, when: moment(link.createTime, zone) }) : w("link.endOld", { who });
}

const makerOf = (link: Link) => (link.creator ? person(link.creator) : w("link.old"));

/** Makes a link. What it carries is told once, so it stays on the page until one leaves it. */
function Make({ board, again }: { board: string; again: () => Promise<void> }) {
  const [days, setDays] = useState<string>("7");
  const [address, setAddress] = useState("");
  const make = async () => {
    await attempt(async () => {
      const made = await post<{ token: string }>(`/${board}:link`, { ttl: `${Number(days) * DAY_SECONDS}s` });
      setAddress(`${location.origin}/shared/${made.token}`);
    });
    await again();
  };
  return (
    <>
      <form
        className="line-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label className="field">
          <span>{w("link.for")}</span>
          <select value={days} onChange={(event) => setDays(event.target.value)}>
            {DAYS.map((each) => (
              <option key={each} value={each}>
                {w(`link.days.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{w("link.make")}</button>
      </form>
      {address ? (
        <div role="status" className="line-form">
          <label className="field grow">
            <span>{w("link.once")}</span>
            <input value={address} readOnly dir="ltr" onFocus={(event) => event.target.select()} />
          </label>
          <button type="button" onClick={() => void navigator.clipboard?.writeText(address).then(() => say(w("link.copied")))}>
            {w("link.copy")}
          </button>
        </div>
      ) : null}
    </>
  );
}

function End({ link, zone, again, onClose }: { link: Link; zone: string; again: () => Promise<void>; onClose: () => void }) {
  const end = async () => {
    const done = await attempt(() => send("DELETE", `/${link.name}`));
    if (done) say(w("link.ended"));
    await again();
    return done;
  };
  return (
    <Form title={labelOf(link, zone)} label={w("link.end")} onClose={onClose} onSubmit={end}>
      <p>{w("link.endSure")}</p>
    </Form>
  );
}
