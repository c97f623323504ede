// Keeps the application on the device. scripts/service-worker.mjs puts two lines before this: `self.version`, a hash over
// everything the pages are made of, and `self.list`, what there is to keep.
//
// A version has a cache of its own and only pages of that version come into it: the server says with each which it is of.
// What a page names carries its content's hash in its name, so it cannot be another version's. The cache before stays until
// the next version takes over: a tab that still runs the old code finds the rest of it there.
// Nothing personal is kept or answered here: /auth, /office, /operator, what is posted and the rest of /api pass by untouched.
const { version, list } = self;
const CACHE = `kommunal-${version}`;
const PUBLIC_CACHE = "kommunal-public"; // the server's public words, and this worker's own notes
const LANGS = ["az", "ru", "en"];
// Later than this a kept answer is better than none yet.
const PATIENCE_MS = 4000;
const DAY_MS = 86400000;

// What the server answers itself.
const SERVERS = ["api", "auth", "page", "help", "healthz", "readyz", "metrics"];
// Alike for everybody; all but the last in each language.
const PUBLIC = ["/api/catalogue", "/api/options", "/api/applications/form"];
const KEYS = "/api/certificates/keys";
const HELP = "/help";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const pageOf = (bundle, lang) => `/page/${bundle}.${lang}`;
const assets = new Set(Object.values(list.bundles).flatMap(({ now, later }) => [...now, ...later]));

function bundleOf(path) {
  const [first] = path.slice(1).split("/");
  if (SERVERS.includes(first) || list.unkept.includes(first) || path.split("/").at(-1).includes(".")) return undefined;
  const bundle = list.segments[first] ?? "pay";
  return list.bundles[bundle] && bundle;
}

// -- the caches. Any of this may fail (no room, a broken profile): then there is no cache, and the network is there.
const within = async (name, act) => {
  try {
    return await act(await caches.open(name));
  } catch {}
};
const kept = (name, path) => within(name, (cache) => cache.match(path, { ignoreVary: true }));
const put = (name, path, answer) => within(name, (cache) => cache.put(path, answer));
async function anywhere(path) {
  try {
    return (await kept(CACHE, path)) ?? (await caches.match(path, { ignoreVary: true }));
  } catch {}
}
const note = async (name) => (await kept(PUBLIC_CACHE, `/${name}`))?.text();

// Not there, or another version's: the rest of this version is not to be had.
class Missing extends Error {}

async function keep(path, soft) {
  if (await kept(CACHE, path)) return;
  const isPage = path.startsWith("/page/");
  let answer = isPage ? undefined : await anywhere(path);
  if (!answer) {
    // A page's name says nothing of its content: the server is asked whether a copy is still right.
    answer = await fetch(path, { priority: soft ? "low" : "auto", cache: isPage ? "no-cache" : "default" }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) throw new Missing(path);
    if (isPage && answer.headers.get("kommunal-version") !== version) throw new Missing(path);
    // Broken off in the middle is not there; to be told from a device without room, which only `put` finds out.
    await answer.clone().arrayBuffer().catch(() => Promise.reject(new Missing(path)));
  }
  await (await caches.open(CACHE)).put(path, answer);
}

// The page last: one that is kept has all it needs, also where there was not room for everything.
const start = (bundle, lang) => [...list.bundles[bundle].now, pageOf(bundle, lang)];

// -- a version arrives: what the pages that are open use. A second try goes on where the first was cut off.
async function install() {
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const bundles = new Set(open.map((client) => bundleOf(new URL(client.url).pathname)).filter(Boolean));
  if (!bundles.size) bundles.add("pay");
  const lang = await wanted();
  try {
    for (const bundle of bundles) for (const path of start(bundle, lang)) await keep(path);
  } catch (error) {
    // Without room for it the version is taken all the same, its pages from the network: an old one would stay for ever.
    if (error instanceof Missing) throw error;
  }
}

async function activate() {
  try {
    const before = await note("active");
    for (const name of await caches.keys()) {
      if (name.startsWith("kommunal-") && ![CACHE, PUBLIC_CACHE, before].includes(name)) await caches.delete(name);
    }
  } catch {}
  await put(PUBLIC_CACHE, "/active", new Response(CACHE));
  await self.clients.claim();
}

// -- the rest, when a page says that it is idle: one file after another, first in the language of the page.
let filling = Promise.resolve();
const fill = (path, lang, all) => (filling = filling.then(() => filled(path, lang, all)));

async function filled(path, lang, all) {
  const names = Object.keys(list.bundles);
  const mine = bundleOf(path);
  const paths = mine ? start(mine, lang) : [];
  if (all) {
    paths.push(...names.flatMap((name) => start(name, lang)), ...names.flatMap((name) => list.bundles[name].later));
    for (const other of LANGS) paths.push(...names.map((name) => pageOf(name, other)));
  }
  try {
    for (const one of paths) await keep(one, true);
    if (!all) return;
    for (const one of [...PUBLIC.map((one) => `${one}?lang=${lang}`), KEYS]) if (!(await kept(PUBLIC_CACHE, one))) await refresh(one);
    const help = `${HELP}?lang=${lang}`;
    if (isOld(await kept(PUBLIC_CACHE, help))) await refresh(help);
  } catch (error) {
    // The server has gone on: its worker is to come.
    if (error instanceof Missing) await self.registration.update().catch(() => undefined);
  }
}

// Not there, or of another day: whom to call may have changed since.
const isOld = (answer) => Date.now() - Date.parse(answer?.headers.get("date") ?? 0) > DAY_MS;

// A page of another's in between (a hotel's, a proxy's) is not kept: it is no JSON, and has not our policy.
const isOurs = (answer, path) =>
  path.startsWith(HELP) ? answer.headers.get("content-security-policy")?.startsWith("default-src 'none'") : answer.headers.get("content-type")?.startsWith("application/json");

async function refresh(request, event) {
  const answer = await fetch(request);
  const path = new URL(answer.url).pathname + new URL(answer.url).search;
  if (answer.ok && !answer.redirected && isOurs(answer, path)) {
    const putting = put(PUBLIC_CACHE, path, answer.clone());
    event ? event.waitUntil(putting) : await putting;
  }
  return answer;
}

// -- answers
async function navigate(event, bundle) {
  const lang = await wanted();
  const page = await kept(CACHE, pageOf(bundle, lang));
  if (page) return page;
  const answer = await fetch(event.request).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  // Another language is better than nothing, and the version before, whole as it is, better than none.
  for (const find of [kept.bind(undefined, CACHE), anywhere]) {
    for (const other of [lang, ...LANGS]) {
      const page = await find(pageOf(bundle, other));
      if (page) return page;
    }
  }
  return answer ?? unknown(lang);
}

// Whom to call and where to go is made by the server, and wanted most when there is none: in the language asked for, or in any.
async function help(event, search) {
  const read = new URLSearchParams(search).get("lang");
  const lang = LANGS.includes(read) ? read : await wanted();
  const coming = fetch(event.request).catch(() => undefined);
  let copy;
  for (const one of [lang, ...LANGS]) copy ??= await kept(PUBLIC_CACHE, `${HELP}?lang=${one}`);
  const answer = await (copy ? Promise.race([coming, pause(PATIENCE_MS)]) : coming);
  if (answer && answer.status < 500) {
    event.waitUntil(refresh(`${HELP}?lang=${lang}`).catch(() => undefined));
    return answer;
  }
  return copy ?? answer ?? unknown(lang);
}

// Never visited, and no network.
function unknown(lang) {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  };
  return new Response(list.unknown[lang], { status: 503, headers });
}

async function asset(event, path) {
  const answer = await anywhere(path);
  if (answer) return answer;
  const fresh = await fetch(event.request);
  if (fresh.ok && assets.has(path)) event.waitUntil(put(CACHE, path, fresh.clone()));
  return fresh;
}

// The network's word where it comes in time, else the one that is kept; and the page is told to ask whether it is online.
async function first(event, path) {
  const copy = await kept(PUBLIC_CACHE, path);
  const coming = refresh(event.request, event);
  if (!copy) return coming;
  const good = coming.then((answer) => (answer.status < 500 ? answer : undefined)).catch(() => undefined);
  event.waitUntil(good);
  const answer = await Promise.race([good, pause(PATIENCE_MS)]);
  if (answer) return answer;
  const page = await self.clients.get(event.clientId);
  page?.postMessage("doubt");
  return copy;
}

// The language as the server would choose it: the cookie, else what the page said it is in, else the browser's wish.
async function wanted() {
  const known = (tag) => LANGS.find((lang) => lang === tag?.toLowerCase().split(/[-_]/)[0]);
  const cookie = await self.cookieStore?.get("lang").catch(() => undefined);
  return known(cookie?.value) ?? known(await note("lang")) ?? navigator.languages.map(known).find(Boolean) ?? "az";
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  const { data } = event;
  if (data === "now") return void event.waitUntil(self.skipWaiting());
  event.waitUntil(put(PUBLIC_CACHE, "/lang", new Response(data.lang)).then(() => fill(data.path, data.lang, data.all)));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  // What does not come is the page's to say, by its own failed request.
  const respond = (answer) => event.respondWith(answer.catch(() => Response.error()));
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const bundle = bundleOf(pathname);
    if (bundle) respond(navigate(event, bundle));
    else if (pathname === HELP) respond(help(event, search));
  } else if (/^\/[\w-]+-[0-9a-f]{16}\.\w+$/.test(pathname)) {
    respond(asset(event, pathname));
  } else if (PUBLIC.includes(pathname)) {
    respond(first(event, pathname + search));
  } else if (pathname === KEYS) {
    // The page knows what it was told before; for one that has never asked, `?kept` is what was fetched for it.
    respond(search === "?kept" ? kept(PUBLIC_CACHE, KEYS).then((copy) => copy ?? fetch(request)) : refresh(request, event));
  }
});
