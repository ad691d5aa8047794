import { describePackedPlugin } from "./support/packed-plugin-suite.ts";

describePackedPlugin("2026.5.7", { listArgs: [], firstUseMs: 400_000 });
