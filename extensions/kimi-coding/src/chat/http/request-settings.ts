import { isObject, type JsonObject } from "../../kimi/index.ts";

/** Options of a TLS connection, as Node calls them. */
export type TlsSettings = Readonly<
  Partial<Record<"ca" | "cert" | "key" | "passphrase" | "servername", string>>
>;

/** What a user's config states, per provider, of how requests travel (`models.providers.<id>.request`). */
export interface RequestSettings {
  readonly proxy:
    | { readonly mode: "env-proxy"; readonly tls: TlsSettings }
    | { readonly mode: "explicit-proxy"; readonly url: string; readonly tls: TlsSettings }
    | null;
  readonly tls: TlsSettings;
  /** `null` where it is not stated: then the endpoint that is configured may be anywhere. */
  readonly allowPrivateNetwork: boolean | null;
}

/**
 * Reads a provider's `request` block. `headers` and `auth` in it are the host's: it lays them into the model's headers
 * on all hosts (read in the source of 2026.9.6, not tried). Fields that are no text, such as the reference of a secret that was not resolved, count as
 * absent. `insecureSkipVerify` is not followed, as hosts do not follow it either.
 */
export function requestSettings(block: unknown): RequestSettings {
  const request = fieldsOf(fieldsOf(block)["request"]);
  const allow = request["allowPrivateNetwork"];
  return {
    proxy: readProxy(fieldsOf(request["proxy"])),
    tls: readTls(request["tls"]),
    allowPrivateNetwork: typeof allow === "boolean" ? allow : null,
  };
}

function readProxy(proxy: JsonObject): RequestSettings["proxy"] {
  const { mode, url } = proxy;
  const tls = readTls(proxy["tls"]);
  if (mode === "env-proxy") return { mode, tls };
  if (mode === "explicit-proxy" && typeof url === "string" && url.trim() !== "")
    return { mode, url: url.trim(), tls };
  return null;
}

/** Names in the config, and what Node calls them. */
const TLS_FIELDS = [
  ["ca", "ca"],
  ["cert", "cert"],
  ["key", "key"],
  ["passphrase", "passphrase"],
  ["serverName", "servername"],
] as const;

function readTls(tls: unknown): TlsSettings {
  const fields = fieldsOf(tls);
  return Object.fromEntries(
    TLS_FIELDS.flatMap(([name, nodeName]) => {
      const value = fields[name];
      return typeof value === "string" && value.trim() !== "" ? [[nodeName, value.trim()]] : [];
    }),
  );
}

function fieldsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
