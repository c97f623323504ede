// Where the real programs are, and the demo's configuration moved to other ports.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../../..");

export interface Ports {
  portal: number;
  sandbox: number;
  smtp: number;
}

/** The program as built; KOMMUNAL_BIN names another folder, e.g. target/release. */
export function binary(name: string): string {
  const path = resolve(root, process.env["KOMMUNAL_BIN"] ?? "target/debug", name);
  if (!existsSync(path)) throw new Error(`${path} is not built: run the tests with \`make e2e\``);
  return path;
}

export function databaseUrl(folder: string): string {
  return `sqlite:${join(folder, "kommunal.db")}`;
}

/**
 * Writes the demo's configuration with these ports into `folder` and answers its path. The tests run what
 * `make run` runs; `change` is for the few settings a test is about.
 */
export function config(folder: string, ports: Ports, change = (toml: string): string => toml): string {
  const demo = readFileSync(join(root, "kommunal.demo.toml"), "utf8")
    .replaceAll("localhost:8080", `localhost:${ports.portal}`)
    .replaceAll("127.0.0.1:8081", `127.0.0.1:${ports.sandbox}`)
    .replaceAll("127.0.0.1:8025", `127.0.0.1:${ports.smtp}`);
  const path = join(folder, "kommunal.toml");
  writeFileSync(path, change(demo));
  return path;
}
