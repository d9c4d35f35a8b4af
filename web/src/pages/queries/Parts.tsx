// Which part of a query each network does by itself, and what reading there costs.
import { networkName } from "../../strings/networks";
import { q } from "../../strings/queries";
import { Card, Table } from "../frame";
import type { Part } from "./ask";
import { money } from "./Backfill";

export function Parts({ parts }: { parts: Part[] }) {
  if (!parts.length) return null;
  return (
    <Card title={q("parts")}>
      <Table label={q("parts")} heads={[q("parts.network"), q("parts.what"), q("parts.price")]}>
        {parts.map((part) => (
          <tr key={part.network}>
            <th scope="row">{networkName(part.network)}</th>
            <td>{part.sentence}</td>
            <td>{money(Number(part.priceMicros), part.currency)}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
