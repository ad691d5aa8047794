import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { listenOnLoopback } from "../../host/loopback.ts";
import type { PackedVersion } from "./pack-version.ts";

/** A registry of npm packages on loopback that has one package; of all others it says that they do not exist. */
export interface LoopbackRegistry extends AsyncDisposable {
  readonly url: string;
  /** Adds a version, which becomes the latest one. */
  publish(packed: PackedVersion): Promise<void>;
}

interface Published {
  readonly packed: PackedVersion;
  readonly tarball: Buffer;
}

export async function startLoopbackRegistry(): Promise<LoopbackRegistry> {
  const versions = new Map<string, Published>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://loopback").pathname);
    const file = [...versions.values()].find(({ packed }) => path === tarballPath(packed));
    const [latest] = [...versions.values()].slice(-1);
    if (file !== undefined) {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(file.tarball);
    } else if (latest !== undefined && path === `/${latest.packed.manifest.name}`) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(describePackage(`http://${request.headers.host ?? ""}`, versions, latest)));
    } else {
      response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}');
    }
  });
  const { url, stop } = await listenOnLoopback(server);
  return {
    url,
    async publish(packed) {
      versions.set(packed.manifest.version, { packed, tarball: await readFile(packed.tarball) });
    },
    [Symbol.asyncDispose]: stop,
  };
}

function tarballPath({ manifest: { name, version } }: PackedVersion): string {
  return `/${name}/-/${name}-${version}.tgz`;
}

function describePackage(url: string, versions: ReadonlyMap<string, Published>, latest: Published): object {
  const published = Array.from(versions, ([version, { packed, tarball }]): [string, object] => {
    const shasum = createHash("sha1").update(tarball).digest("hex");
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    return [version, { ...packed.manifest, dist: { tarball: url + tarballPath(packed), shasum, integrity } }];
  });
  const { name, version } = latest.packed.manifest;
  const times = Array.from(versions.keys(), (one): [string, string] => [one, "2026-11-01T00:00:00.000Z"]);
  return {
    name,
    "dist-tags": { latest: version },
    versions: Object.fromEntries(published),
    time: Object.fromEntries(times),
  };
}
