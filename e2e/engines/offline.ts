// The pages that are to be there without a network: the server's process is killed, nobody is at its address.
import { GUIDE } from "../support/citizen.ts";
import { codeOf, listed } from "../offline/kept.ts";
import type { Visitor } from "./visitor.ts";

async function kept(visitor: Visitor): Promise<void> {
  const words = ["api/catalogue", "api/options", "api/applications/form", "help"].map((name) => `/${name}?lang=az`);
  const paths = [...codeOf(await listed(visitor.world)), ...words, "/api/certificates/keys"];
  await visitor.browser.until("everything to be kept", async () => {
    const missing = await visitor.browser.later(async (paths: string[]) => {
      const found = await Promise.all(paths.map((path) => caches.match(path, { ignoreVary: true })));
      return paths.filter((_, index) => !found[index]);
    }, paths);
    if (missing.length > 0) throw new Error(`not yet: ${missing.slice(0, 3).join(", ")}`);
    return true;
  }, 45_000);
  await visitor.browser.until("the worker", () => visitor.browser.later(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"));
}

export async function withoutNetwork(visitor: Visitor): Promise<void> {
  const { browser, world } = visitor;
  await visitor.goto("/");
  await visitor.expectHeading("shell.heading");
  await kept(visitor);
  await world.killPortal();

  await visitor.reload();
  await visitor.expectHeading("shell.heading");
  await visitor.expectWords("offline");
  await visitor.goto("/services");
  await browser.until("the services", async () => (await browser.count(".rows li")) > 0);
  await browser.goto(`${world.portal}/help`);
  await browser.until("the page of help", async () => (await browser.count('a[href^="tel:"]')) === 2);
  const notary = visitor.at("verify");
  await notary.goto("/verify");
  await notary.expectWords("verify.offline");
  await visitor.goto("/pay");
  await visitor.hand.type(visitor.field("number"), GUIDE);
  await browser.until("it to be saved", async () => (await browser.count(".saved")) > 0);
  await visitor.reload();
  await browser.expectValue("#number", GUIDE);
  await visitor.next();
  await browser.expectAddress(`${world.portal}/pay/bills`);
  await visitor.expectWords("bills.offline");

  await world.startPortal();
  await browser.until("every biller's answer", async () => (await browser.count(".bills > li")) > 4 && (await browser.count(".asking")) === 0);
}
