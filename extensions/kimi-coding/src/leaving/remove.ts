import { agentFolders } from "../credentials/index.ts";
import {
  printedText,
  REMOVE_COMMAND,
  removeCommand,
  SET_MODEL_COMMAND,
  withoutSecrets,
} from "../kimi/index.ts";
import { deleteProfiles, storedProfiles } from "./stored-profiles.ts";
import { type Scope, takeOut } from "./take-out.ts";

/** Far more than hundreds of agents need: a config is the user's own. */
const MAX_TEXT_CHARS = 100_000;

/** What came of {@link remove}. */
interface Removal {
  /** For the user: each change, and the next command. */
  readonly text: string;
  /** Whether all of it could be done. If there is no such profile as was asked for, nothing was changed. */
  readonly ok: boolean;
}

const DEFAULT_MODEL = /^agents\.defaults\.model[.:]/u;
const CHOOSE = ["", "If you do not have a fallback, choose a model of another provider:", SET_MODEL_COMMAND];
const ONE = ["To remove only one key or sign-in:", `${REMOVE_COMMAND} <name> --yes`];
const LOCKED =
  "Another program is using the stored keys and sign-ins, so some of them remain. Run the command again:";
const LEAVE = ["", "Afterwards, to remove the plugin itself:", "openclaw plugins uninstall kimi"];

/**
 * Removes what makes OpenClaw need this plugin, or one of its keys: from the config and from the stores of all agents.
 * Without `yes`, it only lists that.
 */
export async function remove(scope: Scope, yes: boolean): Promise<Removal> {
  const { profileId } = scope;
  const { mutateConfigFile, readConfigFileSnapshotForWrite } =
    await import("openclaw/plugin-sdk/config-mutation");
  const { snapshot } = await readConfigFileSnapshotForWrite();
  const folders = await agentFolders(snapshot.sourceConfig);
  const stored = await storedProfiles(folders);
  const ids = stored.filter((id) => profileId === undefined || id === profileId);
  let { lines } = takeOut(snapshot.sourceConfig, scope);
  if (profileId !== undefined && ids.length + lines.length === 0) {
    const text = `OpenClaw does not have a key or sign-in "${profileId}". Stored: ${stored.join(", ") || "none"}.`;
    // A key that was typed in place of its name is not repeated.
    return { text: withoutSecrets(printedText(text, MAX_TEXT_CHARS)), ok: false };
  }
  const command = removeCommand(profileId);
  if (yes && lines.length > 0) {
    await mutateConfigFile({
      base: "source",
      afterWrite: { mode: "auto" },
      mutate: (draft) => {
        const taken = takeOut(draft, scope);
        // Another program may have written the file since.
        ({ lines } = taken);
        Object.assign(draft, taken.config);
      },
    });
  }
  const settings = lines.map((line) => `  openclaw.json: ${line}`);
  if (yes && ids.length > 0 && !(await deleteProfiles(folders, ids))) {
    const done = settings.length === 0 ? [] : ["Removed:", ...settings, ""];
    return { text: printedText([...done, LOCKED, command].join("\n"), MAX_TEXT_CHARS), ok: false };
  }
  const changes = [...settings, ...ids.map((id) => `  stored key or sign-in: ${id}`)];
  const one = profileId === undefined && ids.length > 0 ? ONE : [];
  const next = yes
    ? ["Removed:", ...changes]
    : [
        "These need the plugin:",
        ...changes,
        "",
        "Nothing was changed. To remove all of this:",
        command,
        ...one,
      ];
  const said = changes.length === 0 ? ["OpenClaw does not need this plugin."] : next;
  const choose = lines.some((line) => DEFAULT_MODEL.test(line)) ? CHOOSE : [];
  const more = profileId === undefined ? [...choose, ...LEAVE] : [];
  return { text: printedText([...said, ...more].join("\n"), MAX_TEXT_CHARS), ok: true };
}
