// What tests write down while they run, each in a process of its own; a table is made of it when all have ended.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";

export class Notes<T> {
  constructor(private readonly file: string) {}

  /** Those of the run before. */
  forget(): void {
    rmSync(this.file, { force: true });
  }

  add(note: T): void {
    mkdirSync(dirname(this.file), { recursive: true });
    appendFileSync(this.file, `${JSON.stringify(note)}\n`);
  }

  /** In the order they were written. */
  all(): T[] {
    return existsSync(this.file) ? readFileSync(this.file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as T) : [];
  }
}
