/** Nodes that come from references, and nodes that are combined. */
const MAX_NODES = 2000;
/**
 * Bytes that are written more than once, as references or combinations need them again. None of the 203 tools of
 * twelve published MCP servers comes out more than 22 bytes larger than it is (2026-11).
 */
const MAX_BYTES = 200_000;

/** What a schema may still grow by beyond its original: schemas that multiply out must end somewhere. */
export class Growth {
  #nodes = 0;
  #bytes = 0;

  /** Takes one more node of that many bytes; false, and then no bytes are taken, where it must not be made. */
  takeNode(bytes: number): boolean {
    this.#nodes += 1;
    return this.#nodes <= MAX_NODES && this.takeBytes(bytes);
  }

  /** Takes bytes that are written once more; false, and then takes none, where they must not be. */
  takeBytes(bytes: number): boolean {
    if (this.#bytes + bytes > MAX_BYTES) return false;
    this.#bytes += bytes;
    return true;
  }
}
