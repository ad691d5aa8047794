import type { OpenExchange } from "./exchange.ts";

/** `GET` of the verification page: asks for the user code, or for the decision on the one in the address. */
export async function showVerificationPage({ answer, oauth, request }: OpenExchange): Promise<void> {
  const userCode = request.query["user_code"] ?? "";
  const { pending } = oauth.control;
  const hint = pending.length === 0 ? "No sign-in waits for a decision." : `Waiting: ${pending.join(", ")}`;
  await answer.html(200, page(`${form(userCode)}<p>${escapeHtml(hint)}</p>`));
}

/** `POST` of the verification page's form: `user_code`, and `decision` with `approve` or `deny`. */
export async function takeDecision({ answer, body, oauth }: OpenExchange): Promise<void> {
  const { user_code: userCode = "", decision = "" } = body.kind === "form" ? body.fields : {};
  if (decision !== "approve" && decision !== "deny") {
    return await answer.html(400, page("<p>Choose to approve or to deny.</p>"));
  }
  try {
    if (decision === "approve") oauth.control.approve(userCode);
    else oauth.control.deny(userCode);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return await answer.html(404, page(`<p>${escapeHtml(reason)}</p>${form("")}`));
  }
  const said = decision === "approve" ? "Approved. The client is signed in with its next poll." : "Denied.";
  return await answer.html(200, page(`<p>${said} You can close this page.</p>`));
}

function form(userCode: string): string {
  return `<form method="post">
<label>Code <input name="user_code" value="${escapeHtml(userCode)}" required autocomplete="off"></label>
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny">Deny</button>
</form>`;
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Kimi Code simulator: sign-in</title>
<h1>Sign in to the Kimi Code simulator</h1>
${content}
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? "");
}
