/** Renewing a sign-in: once for all processes, and so that no death of one loses it. */
export { noteCommands, type RunCommand } from "./command-runner.ts";
export { freshLogin } from "./fresh-login.ts";
export { PreparedCredentials, type SigningFacts } from "./prepared-credentials.ts";
