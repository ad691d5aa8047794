/** Why there is no credential, or why one is of no use, for the user. */
export interface Problem {
  readonly kind: "problem";
  readonly text: string;
}
