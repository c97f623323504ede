// The store of drafts through IndexedDB's own interface: read, and spoiled.
import type { Page } from "@playwright/test";

export interface Row {
  id: string;
  kind: string;
  schema: number;
  saved_ms: number;
  expires_ms: number;
  sure?: boolean;
  /** The ciphertext as letters, to search in. */
  data: string;
}

/** Every record as it lies there. */
export async function rows(page: Page): Promise<Row[]> {
  return page.evaluate(async () => {
    const opening = indexedDB.open("kommunal");
    await new Promise((done) => (opening.onsuccess = done));
    const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
    await new Promise((done) => (all.onsuccess = done));
    opening.result.close();
    return all.result.map((row) => ({ ...row, iv: undefined, data: new TextDecoder("latin1").decode(row.data) }));
  });
}

/** Identifiers of the records of a kind, the last saved first. */
export async function ids(page: Page, kind: string): Promise<string[]> {
  const found = (await rows(page)).filter((row) => row.kind === kind);
  return found.sort((a, b) => b.saved_ms - a.saved_ms).map((row) => row.id);
}

/** Changes what a record holds, or what is around it, with the page's own key: an older or a newer form. */
export async function rewrite(page: Page, id: string, around: object, inside: object | null = null): Promise<void> {
  await page.evaluate(
    async ([id, around, inside]) => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const db = await asked(indexedDB.open("kommunal"));
      const key = await asked(db.transaction("keys").objectStore("keys").get("drafts") as IDBRequest<CryptoKey>);
      const row = await asked(db.transaction("drafts").objectStore("drafts").get(id));
      const sealed = { name: "AES-GCM", iv: row.iv, additionalData: new TextEncoder().encode(id) };
      if (inside) {
        const kept = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(sealed, key, row.data)));
        const merged = { ...kept, ...inside, answers: { ...kept.answers, ...(inside as { answers?: object }).answers } };
        row.data = await crypto.subtle.encrypt(sealed, key, new TextEncoder().encode(JSON.stringify(merged)));
      }
      const writing = db.transaction("drafts", "readwrite");
      writing.objectStore("drafts").put({ ...row, ...around });
      await new Promise((done) => (writing.oncomplete = done));
      db.close();
    },
    [id, around, inside] as const,
  );
}
