/** The fields of a model row that the user's config and our catalogue can both state. */
export interface RowFields {
  readonly name: string;
  readonly input: readonly Modality[];
  readonly reasoning: boolean;
  /** Tokens. */
  readonly contextWindow: number;
  /** Tokens. */
  readonly maxTokens: number;
}

/** What a message to a model may hold. */
export type Modality = "text" | "image";

/** Narrows the modalities that hosts know to the ones that we offer. */
export function isModality(value: string): value is Modality {
  return value === "text" || value === "image";
}
