import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { messageText } from "../host/chat.ts";
import { startGateway } from "../host/gateway.ts";
import { createHome } from "../host/home.ts";
import { pointAt } from "../host/setup.ts";
import { drawImage } from "../simulator/test-support.ts";
import { askAgent } from "./support/ask-agent.ts";
import { olderHostMs, useOlderHome } from "./support/older-home.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

const timeoutMs = olderHostMs;
const sessionKey = "agent:main:kept";

describe.each(["2026.5.7", "2026.4.27"] as const)(
  "a home of OpenClaw %s that 2026.9.6 takes over",
  (version) => {
    const older = useOlderHome(version);

    it("keeps its key and its conversation, which goes on with a text, an image and a tool call in it", async () => {
      const { home, simulator } = older;
      await pointAt(home, simulator.baseUrl, { timeoutMs });
      const note = join(home.directory, "note.txt");
      await writeFile(note, "the word is PINEAPPLE\n");
      const image = await drawImage({ background: "#ff0000" });

      const before = await startGateway(home, { timeoutMs });
      try {
        const ask = (message: string, image?: string) =>
          askAgent(before, { sessionKey, message, timeoutMs, ...(image !== undefined && { image }) });
        expect(await ask("the first message")).toContain("You said:");
        expect(await ask("What is in the image?", image)).toContain("mostly red");
        expect(await ask(`leak: read the file ${note}`)).toContain("PINEAPPLE");
      } finally {
        await before.stop();
      }

      const upgraded = await createHome({ directory: home.directory });
      await upgraded.openclaw(["doctor", "--fix", "--non-interactive"], { timeoutMs });
      const sent = simulator.inferences.length;
      const after = await startGateway(upgraded, { timeoutMs });
      try {
        const kept = (await after.history(sessionKey)).map(messageText).join("\n");
        for (const text of ["the first message", "mostly red", "PINEAPPLE"]) expect(kept).toContain(text);
        const said = await askAgent(after, { sessionKey, message: "the next message", timeoutMs });
        expect(said).toContain("the next message");
        const requests = simulator.inferences.slice(sent);
        expect(requests).not.toHaveLength(0);
        for (const request of requests) expect(wireFacts(request)).toMatchObject(plainRequest);
        const sentLast = JSON.stringify(requests.at(-1)?.body);
        for (const word of ["the first message", "PINEAPPLE", "the next message"])
          expect(sentLast).toContain(word);
      } finally {
        await after.stop();
      }
    });
  },
);
