import type { Home } from "../../host/home.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { findSecrets, type SecretSearch } from "./find-secrets.ts";

/**
 * Deletes a home at the end of its test file, after a look through all that its hosts have left: files, logs,
 * transcripts. Call it when nothing runs in the home any more.
 *
 * @throws when a key or a token that the service knows stands outside the credential stores; the home is deleted then, too.
 */
export async function removeHome(
  home: Home,
  { key, oauth }: Pick<Simulator, "key" | "oauth">,
  search: Pick<SecretSearch, "except" | "shown"> = {},
): Promise<void> {
  const secrets = [key, ...oauth.secrets];
  const places = await findSecrets(secrets, { folder: home.directory, ...search });
  await home.remove();
  if (places.length > 0) {
    throw new Error(`A secret stands outside the credential stores:\n${places.join("\n")}`);
  }
}
