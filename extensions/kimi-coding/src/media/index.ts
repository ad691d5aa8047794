/** Images and videos for models that cannot look at them, and where media requests go. */
export { serviceText, withNextProfile } from "./next-profile.ts";
export { createDescribeVideo } from "./describe-video.ts";
