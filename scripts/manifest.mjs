// manifest.mjs FOLDER: manifest.<lang>.webmanifest, by which the application is installed, and its icons (assets/, made by
// scripts/icons.mjs) under names of their own. Under a brand the server puts the brand's name, colours and icon in.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = process.argv[2];
const source = dirname(import.meta.dirname);
const icons = [
  ["icon-192.png", "192x192", "any"],
  ["icon-512.png", "512x512", "any"],
  ["icon-mask.png", "512x512", "maskable"],
].map(([name, sizes, purpose]) => ({ src: hashed(name), sizes, type: "image/png", purpose }));

for (const lang of ["az", "ru", "en"]) {
  const words = (name) => JSON.parse(readFileSync(join(source, `frontend/locales/${lang}/${name}.json`), "utf8"));
  const [common, pay] = [words("common"), words("pay")];
  const shortcut = (key, url) => ({ name: pay[key], url, icons: [icons[0]] });
  const manifest = {
    id: "/", // one application, whatever language it was installed in
    name: common["shell.title"],
    short_name: common["shell.title"],
    description: pay["shell.description"],
    lang,
    dir: "ltr",
    start_url: "/",
    scope: "/",
    display: "standalone",
    theme_color: "#0a5c63",
    background_color: "#f4f7f6",
    categories: ["finance", "utilities", "government"],
    icons,
    shortcuts: [shortcut("home.pay", "/pay"), shortcut("home.certificate", "/certificate")],
  };
  writeFileSync(join(folder, `manifest.${lang}.webmanifest`), JSON.stringify(manifest));
}

function hashed(name) {
  const bytes = readFileSync(join(source, "assets", name));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const file = name.replace(".png", `-${hash}.png`);
  writeFileSync(join(folder, file), bytes);
  return `/${file}`;
}
