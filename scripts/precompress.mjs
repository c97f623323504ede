// precompress.mjs FOLDER: writes FILE.br (brotli, strongest) beside every text asset; the server sends it as it is.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TEXT = new Set([".html", ".js", ".wasm", ".json", ".svg", ".css", ".txt", ".webmanifest"]);

const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true })) {
  if (!TEXT.has(extname(name))) continue;
  const whole = readFileSync(join(folder, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(whole, { params }));
}
