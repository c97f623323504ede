// Subscriber codes of the sandbox's population that owe nothing: asked for as a biller is (docs/biller-contract.md).
import { createHash, createHmac } from "node:crypto";
import type { World } from "./world.ts";

const PATH = "/billers/electricity/v1/accounts/query";
const [KEY, SECRET] = ["demo", "demo-biller-secret"];
const FIRST_LINE = 124_300_000;
const LINES_MAX = 2_000;

interface Answer {
  accounts: { account: string; charges: { balance_minor: number }[] }[];
}

/** So many codes of homes, nothing owed on any. */
export async function clearAccounts(world: World, count: number): Promise<string[]> {
  const codes: string[] = [];
  for (let line = FIRST_LINE; codes.length < count && line < FIRST_LINE + LINES_MAX; line++) {
    const { accounts } = await query(world, JSON.stringify({ phone: String(line) }));
    codes.push(...accounts.filter(({ charges }) => charges.every(({ balance_minor }) => balance_minor <= 0)).map(({ account }) => account));
  }
  if (codes.length < count) throw new Error(`only ${codes.length} accounts owe nothing`);
  return codes.slice(0, count);
}

async function query(world: World, body: string): Promise<Answer> {
  const time = Math.floor(Date.now() / 1000);
  const digest = createHash("sha256").update(body).digest("hex");
  const signature = createHmac("sha256", SECRET).update(`${time}\nPOST\n${PATH}\n${digest}`).digest("hex");
  const headers = { "content-type": "application/json", "kommunal-key": KEY, "kommunal-time": String(time), "kommunal-signature": signature };
  const answer = await fetch(world.sandbox.url + PATH, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`the biller said ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
