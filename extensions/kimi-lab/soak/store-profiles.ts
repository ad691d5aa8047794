import { text } from "node:stream/consumers";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { z } from "zod";

/**
 * A process that stores the profiles that it reads from its standard input, in the home that the environment names. A
 * process of its own, because a gateway does not start while another one has the stores open.
 */
const oauth = z.looseObject({
  type: z.literal("oauth"),
  provider: z.string(),
  access: z.string(),
  refresh: z.string(),
  expires: z.number(),
});
const apiKey = z.object({ type: z.literal("api_key"), provider: z.string(), key: z.string() });
const profiles = z.array(
  z.object({
    profileId: z.string(),
    agentDir: z.string(),
    credential: z.discriminatedUnion("type", [oauth, apiKey]),
  }),
);
for (const profile of profiles.parse(JSON.parse(await text(process.stdin)))) upsertAuthProfile(profile);
