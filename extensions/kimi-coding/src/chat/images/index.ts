/** The images of a chat: converted, uploaded, or within the request, and what the user is told of those left out. */
export { imageNotice, keepNotice, takeNoticeOf, withoutImageNotice } from "./image-notice.ts";
export { ImageStep, inlineImages } from "./image-step.ts";
export type { UploadTarget } from "./upload-image.ts";
