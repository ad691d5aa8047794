/** Videos for models that cannot watch them, and where media requests go. */
export { createDescribeVideo } from "./describe-video.ts";
