/** Videos for models that cannot watch them, and where media requests go. */
export { createDescribeVideo, type ReadConfig } from "./describe-video.ts";
