import type { Fault } from "../../simulator/faults.ts";
import { refusals } from "../../simulator/refusals.ts";

/** A refusal that costs no more than the turn that it is of. */
export interface HarmlessRefusal {
  readonly name: string;
  readonly fault: Fault;
  /** What the user reads of it, wherever the host shows it. */
  readonly says: RegExp;
  /** How often it is sent: the plugin itself asks again where there are too many requests at the same time. */
  readonly requests: number;
}

function row(name: string, fault: Fault, says: RegExp, requests = 1): HarmlessRefusal {
  return { name, fault, says, requests };
}

/** The refusals that users met in autumn 2026, those without words, and some with words that hosts sort by. */
export const harmlessRefusals: readonly HarmlessRefusal[] = [
  row(
    "too many requests at a time",
    refusals.concurrentLimit,
    /at the same time[^]*Neither your quota nor your key/u,
    4,
  ),
  row("a model id with a hint", refusals.modelIdHint, /\/model kimi\/k3/u),
  row("a model that the plan lacks", refusals.modelNotInPlan, /does not include the model/u),
  row("a model that the plan lacks, as a 401", refusals.modelNotInPlan401, /does not include the model/u),
  row("a plan without Kimi Code", refusals.noKimiCode, /does not include Kimi Code/u),
  row("a plan without Kimi Code, as a 401", refusals.noKimiCode401, /does not include Kimi Code/u),
  row("a tool's name", refusals.functionName, /a name that Kimi Code does not accept/u),
  row("a tool's schema", refusals.toolSchema, /a schema that Kimi Code does not accept \(at root\)/u),
  row(
    "a call without a result",
    refusals.toolCallsUnanswered,
    /earlier messages that Kimi Code cannot read/u,
  ),
  row(
    "a 401 of unknown words",
    refusals.unheardOf401,
    /"Something new that nobody has seen\."[^]*openclaw kimi status/u,
  ),
  row(
    "a 403 of unknown words",
    refusals.unheardOf403,
    /"Something new that nobody has seen\."[^]*openclaw kimi status/u,
  ),
  row(
    "a 403 of words that hosts sort by",
    {
      ...refusals.unheardOf403,
      message: "Access denied: forbidden, authentication expired for this region, error 401",
    },
    /Access denied: forbidden[^]*openclaw kimi status/u,
  ),
  row(
    "a 401 without a word",
    { ...refusals.unheardOf401, message: "" },
    /refused this request[^]*openclaw kimi status/u,
  ),
];

/** More tokens than the plan gives a model: the host compacts, if there is something to compact. */
export const planWindow: Fault = refusals.planWindow;
