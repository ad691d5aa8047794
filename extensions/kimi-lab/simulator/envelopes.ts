import type { DialectName, Fault } from "./faults.ts";

/** Anthropic's own error types by status; only `permission_error` has been reported from the Kimi service. */
const anthropicTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "invalid_request_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

/** The JSON body of a refusal: OpenAI's `{error}` or Anthropic's `{type: "error", error}`. */
export function errorEnvelope(dialect: DialectName | null, fault: Fault, requestId: string): object {
  const { message } = fault;
  if ((fault.envelope ?? dialect) !== "anthropic") {
    return { error: { message, type: fault.type, ...(fault.code !== undefined && { code: fault.code }) } };
  }
  const type = fault.anthropicType ?? anthropicTypes[fault.status] ?? "api_error";
  return { type: "error", error: { type, message }, request_id: requestId };
}
