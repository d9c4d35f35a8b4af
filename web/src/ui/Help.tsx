import { t } from "../strings";
import { Dialog } from "./parts";

const KEYS: [string, Parameters<typeof t>[0]][] = [
  ["j k", "help.move"],
  ["n", "help.next"],
  ["c r", "help.reply"],
  ["Ctrl ⏎", "help.send"],
  ["/", "help.search"],
  ["u", "help.giveBack"],
  ["e", "help.resolve"],
  ["d", "help.dismiss"],
  ["t", "help.transfer"],
  ["z", "help.snooze"],
  ["m", "help.note"],
  ["l", "help.tags"],
  ["x", "help.correct"],
  ["g", "help.merge"],
  ["s", "help.split"],
  ["y", "help.why"],
  ["w", "help.write"],
  ["i", "help.customer"],
  ["Esc", "help.back"],
  ["?", "help.help"],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("help.title")} onClose={onClose} id="help">
      <dl className="keys">
        {KEYS.map(([key, words]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{t(words)}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">{t("help.slash")}</p>
    </Dialog>
  );
}
