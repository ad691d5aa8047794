import { registerHooks } from "node:module";

/**
 * Loaded before a process: takes the parts of the host's SDK away that `LACKING` names, as a host does that has them no
 * more, and notes in `ASKED` which ones the process asks for.
 */
const lacking = (process.env["LACKING"] ?? "").split(" ");
process.env["ASKED"] = "";

registerHooks({
  resolve(specifier, context, nextResolve) {
    const part = /^openclaw\/plugin-sdk\/(.+)$/u.exec(specifier)?.[1];
    if (part !== undefined) process.env["ASKED"] += ` ${part}`;
    if (part === undefined || !lacking.includes(part)) return nextResolve(specifier, context);
    const cause = new Error(`Package subpath './plugin-sdk/${part}' is not defined by "exports"`);
    throw Object.assign(cause, { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
  },
});
