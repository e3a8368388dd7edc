import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const SMALLEST = 1024;
const TEXT = /\.(html|js|css|svg|json|txt|webmanifest)$/;

/** Writes a `.br` and a `.gz` beside each text file of the build that they make smaller. */
export function precompress(): Plugin {
  let folder = "dist";
  return {
    name: "precompress",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((it) => it.isFile() && TEXT.test(it.name));
      await Promise.all(files.map((it) => compress(join(it.parentPath, it.name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const plain = await readFile(path);
  if (plain.length < SMALLEST) return;
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const packed = {
    br: await promisify(brotliCompress)(plain, brotli),
    gz: await promisify(gzip)(plain, { level: 9 }),
  };
  for (const [suffix, bytes] of Object.entries(packed)) {
    if (bytes.length < plain.length) await writeFile(`${path}.${suffix}`, bytes);
  }
}
