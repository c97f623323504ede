// The outside world's own interface: trouble on request, the bank's and the billers' books, the mailbox, the clock.

/** What the sandbox is to do wrong, where, and how many times (backend/sandbox/README.md). */
export interface Fault {
  surface: string;
  mode: string;
  times?: number;
  ms?: number;
  code?: string;
  /** Only this order of the bank. */
  order?: string;
}

export interface Order {
  id: number;
  status: string;
  description: string;
  amount_minor: number;
  authorized_minor: number;
  cleared_minor: number;
  refunded_minor: number;
  brand: string | null;
}

export interface Posting {
  biller: string;
  account: string;
  amount_minor: number;
  /** What is left of it after reversals. */
  remaining_minor: number;
  /** accepted, refused, cancelled or reversed */
  status: string;
}

export interface Books {
  orders: Order[];
  postings: Posting[];
}

export interface Mail {
  id: number;
  to: string[];
  subject: string;
  text: string;
  message_id: string;
  attachments: { name: string; content_type: string; size: number }[];
}

export interface Sms {
  id: string;
  /** `+994…` */
  to: string;
  from: string;
  text: string;
  parts: number;
}

export class Sandbox {
  constructor(readonly url: string) {}

  async fault(...faults: Fault[]): Promise<void> {
    await this.call("POST", "/control/api/faults", faults);
  }

  async clearFaults(): Promise<void> {
    await this.call("DELETE", "/control/api/faults");
  }

  async books(): Promise<Books> {
    return (await this.call("GET", "/control/api/books")) as Books;
  }

  /** Oldest first. */
  async mailbox(): Promise<Mail[]> {
    return ((await this.call("GET", "/mail/api/messages")) as Mail[]).sort((a, b) => a.id - b.id);
  }

  /** What a phone received, oldest first; `mobile` is its nine national digits. */
  async phone(mobile: string): Promise<Sms[]> {
    const newestFirst = (await this.call("GET", `/control/sms?to=${encodeURIComponent(`+994${mobile}`)}`)) as Sms[];
    return newestFirst.reverse();
  }

  async attachment(mail: Mail, index: number): Promise<Buffer> {
    const response = await fetch(`${this.url}/mail/api/messages/${mail.id}/attachments/${index}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Moves the bank's clock: its orders expire. */
  async advanceClock(seconds: number): Promise<void> {
    await this.call("POST", "/control/api/clock", { advance_seconds: seconds });
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const init: RequestInit = { method };
    if (body !== undefined) {
      init.headers = { "content-type": "application/json" };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
