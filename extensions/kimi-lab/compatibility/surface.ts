import type { HostContext } from "./context.ts";

/** A place in a host where a user meets the plugin. */
export interface Surface {
  /** By which `--only` names it. */
  readonly id: string;
  /** As the page names it. */
  readonly name: string;
  /** Uses it as a user does. @throws {AbsentSurface} when the host does not have it, and any other error when it fails. */
  run(context: HostContext): Promise<void>;
}

/** Thrown by a surface that the host does not have. The message says how that was seen. */
export class AbsentSurface extends Error {
  override readonly name = "AbsentSurface";
}

/** How a surface went in one host. */
export type Cell =
  | { readonly kind: "green" }
  | { readonly kind: "red"; readonly reason: string }
  | { readonly kind: "absent"; readonly reason: string };

/** One host of a run. */
export interface Column {
  /** As the page heads it: a version, or `newest on npm`. */
  readonly title: string;
  /** The version of OpenClaw; `null` where it could not even be installed. */
  readonly version: string | null;
  /** Whether a red cell fails the run. */
  readonly isSupported: boolean;
  /** The day on which it ran, `2026-11-27`. */
  readonly day: string;
  /** By the id of the surface. A surface that is not here was not tried. */
  readonly cells: Readonly<Record<string, Cell>>;
}
