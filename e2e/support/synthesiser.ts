// Stands where speech-dispatcher would: takes what a screen reader says (SSIP, over a socket) and keeps it, in its order.
import { createServer, type Server, type Socket } from "node:net";

/** From the beginning of an utterance to its end. */
const SPEAKING_MS = 15;

export interface Utterance {
  text: string;
  /** The language the reader asked a voice of; empty: the reader's own. */
  language: string;
}

export class Synthesiser {
  readonly heard: Utterance[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private last = Date.now();

  constructor(readonly socket: string) {
    this.server = createServer((socket) => this.take(socket));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.server.once("error", reject).listen(this.socket, resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** How long nothing has been said, in milliseconds. */
  silence(): number {
    return Date.now() - this.last;
  }

  private take(socket: Socket): void {
    const client = this.sockets.add(socket).size;
    let pending = "";
    const state: Client = { id: client, language: "", message: 0, lines: undefined };
    socket.setEncoding("utf8");
    socket.on("error", () => undefined).on("close", () => this.sockets.delete(socket));
    socket.on("data", (bytes: string) => {
      pending += bytes;
      for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
        const [answer, later] = this.line(state, pending.slice(0, end));
        pending = pending.slice(end + 2);
        if (answer !== "") socket.write(`${answer}\r\n`);
        // The reader learns a message's number from the answer; what it hears of it before, it forgets.
        if (later !== undefined) setTimeout(() => socket.write(`${later}\r\n`), SPEAKING_MS);
      }
    });
  }

  private line(client: Client, line: string): [answer: string, later?: string] {
    if (client.lines !== undefined) {
      if (line !== ".") {
        client.lines.push(line.startsWith("..") ? line.slice(1) : line);
        return [""];
      }
      this.say(client, client.lines.join(" "));
      client.lines = undefined;
      return spoken(client);
    }
    const [command = "", ...rest] = line.split(" ");
    switch (command.toUpperCase()) {
      case "SPEAK":
        client.lines = [];
        return ["230 OK RECEIVING DATA"];
      case "CHAR":
      case "KEY":
        this.say(client, rest.join(" "));
        return spoken(client);
      case "SET":
        if (rest[1]?.toUpperCase() === "LANGUAGE") client.language = (rest[2] ?? "").toLowerCase();
        return ["200 OK"];
      case "HISTORY":
        return [`245-${client.id}\r\n245 OK CLIENT ID SENT`];
      case "LIST":
        return ["249 OK LIST SENT"];
      case "GET":
        return ["251-0\r\n251 OK GET RETURNED"];
      case "QUIT":
        return ["231 HAPPY HACKING"];
      default:
        return ["200 OK"];
    }
  }

  private say(client: Client, ssml: string): void {
    const text = plain(ssml);
    if (text === "") return;
    this.last = Date.now();
    this.heard.push({ text, language: client.language });
  }
}

interface Client {
  id: number;
  language: string;
  message: number;
  /** Of the message that is being sent. */
  lines: string[] | undefined;
}

function spoken(client: Client): [string, string] {
  client.message += 1;
  const event = (code: number, name: string) => `${code}-${client.message}\r\n${code}-${client.id}\r\n${code} ${name}`;
  return [`225-${client.message}\r\n225 OK MESSAGE QUEUED`, `${event(701, "BEGIN")}\r\n${event(702, "END")}`];
}

function plain(ssml: string): string {
  return ssml
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .trim();
}
