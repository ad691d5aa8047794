import { earlierModelRows, modelRows, type ModelRows } from "./models.ts";
import { acceptedProducts } from "./user-agents.ts";

/** What differs between the service of two times. */
interface ServiceVersion {
  /** One line for `--help`. */
  readonly about: string;
  readonly models: ModelRows;
  /** Bytes of `messages` as JSON. */
  readonly messageBytesLimit: number;
  /** Bytes of a whole request, above which it is a 413; the service's own number is not documented. */
  readonly bodyBytesLimit: number;
  /** Media types of the images that it reads beside PNG, JPEG, GIF and WebP. */
  readonly furtherImageTypes: readonly string[];
  /** Largest image within a request, in bytes before base64. */
  readonly inlineImageBytesLimit: number;
  /** All media within one request, in bytes before base64. */
  readonly mediaBytesLimit: number;
  /** Whether `/files` takes images beside videos. */
  readonly storesImages: boolean;
  /** Whether it refuses to answer without thinking on a model that cannot. */
  readonly refusesThinkingOff: boolean;
  /** Whether a refusal says what the plan lacks, or which model id was meant. */
  readonly explainsPlans: boolean;
}

const MEBIBYTE = 1024 * 1024;

/**
 * The service by time. Sources: models in `models.ts`; images, uploads and their limits from the official client 2.1.0
 * (2026-09), which keeps to them; refusals of model ids from reports of 2026-09.
 */
export const serviceVersions = {
  "2026-09": {
    about: "the service since September 2026",
    models: modelRows,
    // Above 2 MiB: 1.1 million tokens were refused for their tokens, not for their bytes (opencodex#5403, measured).
    // The number is an assumption: 20 MiB of media in base64, and room for a window of text.
    messageBytesLimit: 32 * MEBIBYTE,
    bodyBytesLimit: 48 * MEBIBYTE,
    furtherImageTypes: ["image/bmp", "image/heic", "image/heif"],
    inlineImageBytesLimit: 5 * MEBIBYTE,
    mediaBytesLimit: 20 * MEBIBYTE,
    storesImages: true,
    refusesThinkingOff: true,
    explainsPlans: true,
  },
  "before-2026-09": {
    about: "the service until then: K2.7, four formats of images, 2 MiB of messages",
    models: earlierModelRows,
    messageBytesLimit: 2 * MEBIBYTE,
    bodyBytesLimit: 16 * MEBIBYTE,
    furtherImageTypes: [],
    inlineImageBytesLimit: Number.POSITIVE_INFINITY,
    mediaBytesLimit: Number.POSITIVE_INFINITY,
    storesImages: false,
    refusesThinkingOff: false,
    explainsPlans: false,
  },
} as const satisfies Record<string, ServiceVersion>;

export type ServiceVersionName = keyof typeof serviceVersions;

export const serviceVersionNames = Object.keys(serviceVersions).filter(isServiceVersionName);

export function isServiceVersionName(name: string): name is ServiceVersionName {
  return Object.hasOwn(serviceVersions, name);
}

/** The version of who names none: the service of today. */
const usualVersion: ServiceVersionName = "2026-09";

/** How the service behaves to everybody. Each has a default, and can be changed while the simulator runs. */
export interface ServiceOptions {
  /** Whose facts it has; by default {@link usualVersion}. */
  readonly version?: ServiceVersionName;
  /** Whether only agents of a list may ask a model: `closed`, the default, or `open`, as reported since 2026-08. */
  readonly gate?: "closed" | "open";
  /** Starts of the User-Agents that pass the closed gate; by default {@link acceptedProducts}. */
  readonly acceptedProducts?: readonly string[];
  /** Whether `Invalid request: ` stands before the sentence of a 400; false by default. */
  readonly prefixesRefusals?: boolean;
  /** Bytes of `messages` as JSON; by default the version's. */
  readonly messageBytesLimit?: number;
  /** Requests to models that an account may have under way; any number by default. */
  readonly concurrentRequests?: number;
}

/** The options in force, with what the version says. */
export interface Service extends Required<Omit<ServiceOptions, "version">>, ServiceVersion {}

export function resolveService(options: ServiceOptions): Service {
  const version = serviceVersions[options.version ?? usualVersion];
  return {
    ...version,
    gate: options.gate ?? "closed",
    acceptedProducts: options.acceptedProducts ?? acceptedProducts,
    prefixesRefusals: options.prefixesRefusals ?? false,
    messageBytesLimit: options.messageBytesLimit ?? version.messageBytesLimit,
    concurrentRequests: options.concurrentRequests ?? Number.POSITIVE_INFINITY,
  };
}
