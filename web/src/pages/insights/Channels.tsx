// How many channels customers use, and which of them are used alone.
import { w } from "../../strings/insights";
import { networkName } from "../../strings/networks";
import { useAsked } from "./ask";
import { Chart, Lines, type Line } from "./Chart";
import { useLook } from "./look";
import type { ChannelStep, ChannelUse } from "./types";
import { asQuery, narrowed } from "./view";
import { count, share } from "./words";

export function Channels() {
  const { slice, open } = useLook();
  const { told, problem, busy } = useAsked<ChannelUse>("/insights/channelUse", asQuery({ ...slice, own: undefined }));
  const rows: Line[] = (told?.channels ?? []).map((each) => ({
    cells: [networkName(each.network), Number(each.customerCount), Number(each.onlyCount)],
    open: () => open({ title: networkName(each.network), slices: [narrowed({ ...slice, own: false }, "NETWORK", each.network)], narrow: { by: "NETWORK", value: each.network } }),
  }));
  const heads = [w("network"), w("use.customers"), w("use.only")];
  const all = { n: Number(told?.customerCount ?? 0), merged: Number(told?.mergedCustomerCount ?? 0).toLocaleString() };
  return (
    <Chart title={w("use")} about={told ? w("use.about", all) : undefined} heads={heads} rows={rows} busy={busy} problem={problem} none={told ? w("use.none") : ""} className="wide">
      {rows.length ? (
        <div className="grid halves givers">
          <ul className="bars">
            {(told?.steps ?? []).map((step) => (
              <Step key={step.channelCount} step={step} />
            ))}
          </ul>
          <Lines title={w("use")} heads={heads} rows={rows} />
        </div>
      ) : null}
    </Chart>
  );
}

function Step({ step }: { step: ChannelStep }) {
  const part = step.share?.value ?? 0;
  return (
    <li className="bar-row still">
      <span className="bar-name">{w("use.step", { n: step.channelCount })}</span>
      <svg className="bar-line tint-0" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect className="bar-fill" width={Math.max(0.6, part * 100)} y="2" height="10" rx="1.5" />
      </svg>
      <span className="bar-count">{count(Number(step.customerCount))}</span>
      <span className="bar-share">{share(part)}</span>
    </li>
  );
}
