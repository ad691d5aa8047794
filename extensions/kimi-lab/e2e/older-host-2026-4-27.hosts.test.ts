import { describePackedPlugin } from "./support/packed-plugin-suite.ts";

describePackedPlugin("2026.4.27", {
  // Without it, this host asks no plugin for its rows and makes up a text-only one with a window of 195k.
  listArgs: ["--all"],
  // It gets its own plugins ready at the first use after an installation, which takes minutes.
  firstUseMs: 400_000,
});
