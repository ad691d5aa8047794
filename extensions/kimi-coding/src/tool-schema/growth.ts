/** Nodes that come from references, and nodes that are combined. */
const MAX_NODES = 2000;
/**
 * Bytes that are written more than once, as references or combinations need them again. None of the 203 tools of
 * twelve published MCP servers comes out more than 22 bytes larger than it is (2026-11).
 */
const MAX_BYTES = 200_000;

/**
 * Visits that combinations may need, of names and of values. The largest of the 203 tools above needs some hundreds; what
 * is written of a schema bounds the work only where nothing is looked at again and again.
 */
const MAX_VISITS = 500_000;

/** What a schema may still grow by beyond its original: schemas that multiply out must end somewhere. */
export class Growth {
  #nodes = 0;
  #bytes = 0;
  #visits = 0;

  /** Takes one more node of that many bytes; false, and then no bytes are taken, where it must not be made. */
  takeNode(bytes: number): boolean {
    this.#nodes += 1;
    return this.#nodes <= MAX_NODES && this.takeBytes(bytes);
  }

  /** Takes visits; false where there must be no more: then nothing is combined any more. */
  takeVisits(count: number): boolean {
    this.#visits = Math.min(MAX_VISITS + 1, this.#visits + count);
    return this.#visits <= MAX_VISITS;
  }

  /** Takes bytes that are written once more; false, and then takes none, where they must not be. */
  takeBytes(bytes: number): boolean {
    if (this.#bytes + bytes > MAX_BYTES) return false;
    this.#bytes += bytes;
    return true;
  }
}
