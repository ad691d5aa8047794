/** Renewing a sign-in: once for all processes, and so that no death of one loses it. */
export { noteCommands, type RunCommand } from "./command-runner.ts";
export { freshLogin } from "./fresh-login.ts";
export { noteLogin, noteOther, soleLogin } from "./login-in-use.ts";
