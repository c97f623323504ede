// precompress.mjs FOLDER: writes FILE.br (brotli) and FILE.gz (gzip), each the strongest, beside every text asset; the server
// sends them as they are. Gzip is for proxies and clients that know nothing else; zstd is larger than brotli on all of them.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXT = new Set([".html", ".js", ".wasm", ".json", ".svg", ".css", ".txt", ".webmanifest"]);

const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true })) {
  if (!TEXT.has(extname(name))) continue;
  const whole = readFileSync(join(folder, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(whole, { params }));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(whole, { level: 9 }));
}
