/** The HTTP of a chat: where it goes, its limits, and what a refusal or a lost connection says. */
export { type ChatReply, type ChatSending, sendChat } from "./exchange.ts";
export { chatLimits } from "./limits.ts";
export { lostConnection } from "./lost-connection.ts";
export { refusalOf } from "./refusal.ts";
export { requestSettings } from "./request-settings.ts";
export { chooseRoute, namesProxy, type Route } from "./route.ts";
export { isWebPage, webPageAt } from "./web-page.ts";
