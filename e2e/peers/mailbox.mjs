// A mail server by npm `smtp-server`, which is not ours. Plans say what becomes of the next letters.
import { SMTPServer } from "smtp-server";
import { control, listening } from "./control.mjs";

const plans = [];
const letters = [];
let tries = 0;

const refused = (code) => Object.assign(new Error("not this one"), { responseCode: code });

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  logger: false,
  onData(stream, session, callback) {
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    stream.on("end", () => {
      tries += 1;
      const plan = plans.shift() ?? { do: "take" };
      const keep = () => letters.push({ to: session.envelope.rcptTo.map((to) => to.address), id: /^message-id: *(\S+)/im.exec(text)?.[1] });
      const drop = () => smtp.connections.forEach((connection) => connection._socket.destroy());
      switch (plan.do) {
        case "drop_before":
          return drop();
        case "drop_after":
          keep();
          return drop();
        case "slow":
          keep();
          return setTimeout(callback, plan.ms);
        case "refuse":
          return callback(refused(plan.code));
        default:
          keep();
          return callback();
      }
    });
  },
});
smtp.on("error", () => {});

const port = await listening(smtp.server);
await control(() => ({ letters, tries }), (more) => void plans.push(...more), { port });
