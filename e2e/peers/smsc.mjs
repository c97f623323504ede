// An SMS centre by npm `smpp`, which is not ours. Plans say what becomes of the next messages; the phone holds what arrived.
// As SMPP 3.4 says: with replace_if_present_flag a message replaces one of the same source, destination and service_type
// that still waits at the centre. Here all of them wait: the phones are off.
import smpp from "smpp";
import { control, listening } from "./control.mjs";

const LOGIN = { system_id: "kommunal", password: "sms-demo" };
const plans = [];
const waiting = [];
let sessions = 0;
let links = 0;
let submits = 0;

function keep(pdu) {
  const { udh } = pdu.short_message;
  const message = {
    from: pdu.source_addr,
    to: pdu.destination_addr,
    service_type: pdu.service_type,
    reference: pdu.user_message_reference,
    coding: pdu.data_coding,
    receipts: pdu.registered_delivery,
    text: pdu.short_message.message,
    part: udh ? [...udh[0]].slice(-3) : null,
  };
  const same = (old) => ["from", "to", "service_type"].every((name) => old[name] === message[name]);
  const before = pdu.replace_if_present_flag === 1 ? waiting.findIndex(same) : -1;
  if (before >= 0) waiting[before] = message;
  else waiting.push(message);
}

function submitted(session, pdu) {
  submits += 1;
  const plan = plans.shift() ?? { do: "take" };
  const answer = (status) => session.send(pdu.response(status ? { command_status: smpp[status] } : { message_id: `m${submits}` }));
  switch (plan.do) {
    case "drop_before":
      return session.destroy();
    case "drop_after":
      keep(pdu);
      return session.destroy();
    case "silent_after":
      return keep(pdu);
    case "slow":
      keep(pdu);
      return setTimeout(answer, plan.ms);
    case "refuse":
      return answer(plan.status);
    default:
      keep(pdu);
      return answer();
  }
}

const server = smpp.createServer((session) => {
  sessions += 1;
  // An error nobody listens for would end this process.
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.system_id === LOGIN.system_id && pdu.password === LOGIN.password;
    session.send(pdu.response(known ? {} : { command_status: smpp.ESME_RBINDFAIL }));
    if (!known) session.close();
  });
  session.on("enquire_link", (pdu) => {
    links += 1;
    session.send(pdu.response());
  });
  session.on("unbind", (pdu) => session.send(pdu.response()));
  session.on("submit_sm", (pdu) => submitted(session, pdu));
});
server.on("error", () => {});

const port = await listening(server);
await control(() => ({ waiting, sessions, links, submits }), (more) => void plans.push(...more), { port });
