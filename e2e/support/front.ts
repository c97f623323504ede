// A proxy in front of the portal, at the portal's own address, as an operator may have one: what goes over the wire is
// counted, the way can be cut in several manners, and the server behind it can seem to have gone on to another version.
import { createHash } from "node:crypto";
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** How the way is: open; nobody listens to what is sent; a proxy's own page; cut at once; cut when the server has answered. */
export type Way = "open" | "silent" | "bad gateway" | "cut" | "answers lost";

const HASHED = /\b([a-z][\w-]*?-)([0-9a-f]{16})(\.(?:js|wasm|json|svg|png))/g;
const reversed = (text: string): string => [...text].reverse().join("");

export class Front {
  way: Way = "open";
  /** Files of such a path break off in the middle. */
  broken: RegExp | undefined;
  /** Such a path is not there. */
  absent: RegExp | undefined;
  /** The server is another version: other names of all files, and this text in place of the other. */
  newer: readonly [string, string] | undefined;
  /** What clients say of their version arrives as this. */
  client: string | undefined;
  /** Bytes written to browsers, heads and all, and how often, by path. */
  readonly sent = new Map<string, { bytes: number; times: number; status: number }>();
  private server: Server | undefined;

  constructor(
    private readonly port: number,
    private readonly behind: number,
  ) {}

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.port, "127.0.0.1", resolve));
  }

  /** Nobody is at the address any more. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** Bytes of what such a path brought. */
  bytes(of: RegExp): number {
    return [...this.sent].filter(([path]) => of.test(path)).reduce((sum, [, { bytes }]) => sum + bytes, 0);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0] ?? "";
    const { socket } = request;
    const before = socket.bytesWritten;
    response.once("close", () => {
      const { bytes = 0, times = 0 } = this.sent.get(path) ?? {};
      this.sent.set(path, { bytes: bytes + socket.bytesWritten - before, times: times + 1, status: response.statusCode });
    });
    if (this.way === "silent") return;
    if (this.way === "cut") return void request.socket.destroy();
    if (this.way === "bad gateway") {
      response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>");
      return;
    }
    if (this.absent?.test(path)) return void response.writeHead(404).end();
    try {
      await this.pass(request, response, path);
    } catch {
      response.destroy();
    }
  }

  private async pass(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const headers = { ...request.headers };
    if (this.client !== undefined && headers["kommunal-client"] !== undefined) headers["kommunal-client"] = this.client;
    if (this.newer) {
      delete headers["accept-encoding"];
      // What was kept of the version before is right no more.
      if (headers["if-none-match"]?.includes("-new")) headers["if-none-match"] = headers["if-none-match"].replace("-new", "");
      else delete headers["if-none-match"];
    }
    // Under the new version only the new names are there.
    const url = this.newer ? (request.url ?? "").replace(HASHED, (_, stem, hash: string, end) => stem + reversed(hash) + end) : request.url;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const onward = ask({ host: "127.0.0.1", port: this.behind, method: request.method, path: url, headers }, resolve).once("error", reject);
      request.pipe(onward);
    });
    if (this.way === "answers lost") return void answer.resume().once("end", () => response.destroy());
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const changed = this.changed(answer, Buffer.concat(chunks));
    const body = changed.body;
    response.writeHead(answer.statusCode ?? 500, changed.headers);
    if (!this.broken?.test(path)) return void response.end(body);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  }

  private changed(answer: IncomingMessage, body: Buffer): { headers: IncomingMessage["headers"]; body: Buffer } {
    const headers = { ...answer.headers };
    const kind = headers["content-type"] ?? "";
    if (!this.newer || !/html|javascript|json/.test(kind)) return { headers, body };
    const [old, fresh] = this.newer;
    const text = body.toString("utf8").replace(HASHED, (_, stem, hash: string, end) => stem + reversed(hash) + end)
      .replaceAll(old, fresh).replace(/^self\.version="([^"]*)"/, 'self.version="$1-new"');
    if (headers["kommunal-version"]) headers["kommunal-version"] = `${String(headers["kommunal-version"])}-new`;
    if (headers.etag) headers.etag = headers.etag.replace(/"$/, '-new"');
    if (kind.includes("html")) headers["content-security-policy"] = policy(String(headers["content-security-policy"]), text);
    const whole = Buffer.from(text);
    if (headers["content-length"]) headers["content-length"] = String(whole.length);
    return { headers, body: whole };
  }
}

/** The page's policy with the hashes of its scripts as they are now. */
function policy(before: string, html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*(?:src=|application\/json))[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = scripts.map(([, code]) => `'sha256-${createHash("sha256").update(code ?? "").digest("base64")}'`);
  return before.replace(/(script-src [^;]*?'wasm-unsafe-eval')[^;]*/, `$1 ${hashes.join(" ")}`);
}
