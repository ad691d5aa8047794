/** Size of `messages` as the client sent them, fields included that the schema drops. */
export function serializedMessagesBytes(body: unknown): number {
  const sent = typeof body === "object" && body !== null && "messages" in body ? body.messages : [];
  return Buffer.byteLength(JSON.stringify(sent));
}
