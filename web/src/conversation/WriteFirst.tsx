// Writing to somebody who did not write: where, to whom; the words come in the reply as always.
import { useEffect, useRef, useState } from "react";
import { get, post } from "../api/client";
import type { Brand, Opportunity, Source, SourceType } from "../api/types";
import { put, uidOf } from "../state/queue";
import { openItem } from "../state/route";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import * as ahead from "../ui/ahead";
import { attempt, focusSoon } from "./actions";
import { Field, Form } from "./dialogs";

const WRITE_FIRST = "ACTION_WRITE_FIRST";
const TITLED = "email";

type Capability = { network: string; actions?: string[] };

/** Networks that take first messages, those where something of ours is connected if that is told. */
async function open(): Promise<string[]> {
  const [told, connected] = await Promise.all([get<{ capabilities?: Capability[] }>("/capabilities"), ours().catch(() => null)]);
  const found = (told.capabilities ?? []).filter((each) => each.actions?.includes(WRITE_FIRST)).map((each) => each.network);
  return connected ? found.filter((each) => connected.has(each)) : found;
}

async function ours(): Promise<Set<string>> {
  const [kinds, told] = await Promise.all([get<{ sourceTypes?: SourceType[] }>("/sourceTypes"), get<{ sources?: Source[] }>("/sources", { pageSize: 500 })]);
  const networks = new Map((kinds.sourceTypes ?? []).map((each) => [each.name, each.network]));
  return new Set((told.sources ?? []).map((each) => networks.get(each.type) ?? each.type));
}

export function WriteFirst({ onClose }: { onClose: () => void }) {
  const [networks, setNetworks] = useState<string[]>();
  const [brands, setBrands] = useState<Brand[]>([]);
  const [network, setNetwork] = useState("");
  const [brand, setBrand] = useState("");
  const [recipient, setRecipient] = useState("");
  const [title, setTitle] = useState("");
  const [requestId] = useState(() => crypto.randomUUID());

  const begun = useRef(false);

  // The dialog gives the focus back to where it was; what comes next is the message.
  useEffect(() => () => (begun.current ? focusSoon() : undefined), []);
  useEffect(() => {
    open().then((found) => {
      setNetworks(found);
      setNetwork(found[0] ?? "");
    }, () => setNetworks([]));
    get<{ brands?: Brand[] }>("/brands", { pageSize: 200 }).then((told) => {
      setBrands(told.brands ?? []);
      setBrand(told.brands?.[0]?.name ?? "");
    }, () => undefined);
  }, []);

  const submit = async () => {
    ahead.begin();
    begun.current = await attempt(async () => {
      const item = await post<Opportunity>("/conversations:start", { brand, network, recipient, title, requestId });
      put([item]);
      openItem(uidOf(item.name));
    });
    return begun.current;
  };
  const ready = Boolean(brand && network && recipient.trim() && (network !== TITLED || title.trim()));
  return (
    <Form title={t("write.title")} label={t("write.do")} onClose={onClose} onSubmit={submit} ready={ready}>
      <p className="quiet">{networks?.length === 0 ? t("write.none") : t("write.what")}</p>
      <Field label={t("write.network")}>
        <select value={network} data-first onChange={(event) => setNetwork(event.target.value)}>
          {(networks ?? []).map((each) => (
            <option key={each} value={each}>
              {networkName(each)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("write.recipient")}>
        <input value={recipient} maxLength={320} autoComplete="off" spellCheck={false} onChange={(event) => setRecipient(event.target.value)} />
      </Field>
      {network === TITLED ? (
        <Field label={t("write.subject")}>
          <input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </Field>
      ) : null}
      {brands.length > 1 ? (
        <Field label={t("write.brand")}>
          <select value={brand} onChange={(event) => setBrand(event.target.value)}>
            {brands.map((each) => (
              <option key={each.name} value={each.name}>
                {each.displayName}
              </option>
            ))}
          </select>
        </Field>
      ) : null}
    </Form>
  );
}
