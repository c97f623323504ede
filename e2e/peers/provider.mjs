// An identity provider by npm `oidc-provider`, which is not ours. Whoever comes is signed in as the person the test named.
// On request it turns malicious: the ID token is signed anew, rightly or wrongly, with other claims.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { SignJWT, decodeJwt, exportJWK, exportSPKI, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { control, listening } from "./control.mjs";

const state = { person: { fin: "5XK2Q7M", name: "Aysel Quliyeva", roles: ["officer"] }, down: [], lie: null, asked: 0, conform: false };
const CLIENT = { client_id: "kommunal", client_secret: "kommunal-demo-kommunal-demo-1234" };
const server = createServer((request, response) => serve(request, response));
const issuer = `http://127.0.0.1:${await listening(server)}`;
let signing;
let callback;

async function rotate(alg = "RS256") {
  const pair = await generateKeyPair(alg, { extractable: true });
  const kid = `key-${Date.now()}-${Math.random()}`;
  // Made before it is wanted: an RSA key takes its time.
  const stranger = await generateKeyPair(alg);
  signing = { ...pair, alg, kid, stranger };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...CLIENT,
        redirect_uris: ["http://localhost:8080/auth/callback"],
        post_logout_redirect_uris: ["http://localhost:8080/signed-out"],
        id_token_signed_response_alg: alg,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(pair.privateKey)), kid, alg, use: "sig" }] },
    claims: { openid: ["sub"], profile: ["name", "fin", "roles"] },
    // False: claims stand in the ID token. True, as the specification would have it: at the user-info endpoint.
    conformIdTokenClaims: state.conform,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...state.person }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
  callback = { provider, handle: provider.callback() };
}

async function serve(request, response) {
  state.asked += 1;
  if (state.down.some((part) => request.url.startsWith(part))) return response.socket.destroy();
  if (request.url.startsWith("/interaction/")) {
    const result = state.cancel ? { error: "access_denied" } : { login: { accountId: `sub-${state.person.fin}` } };
    return callback.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  if (request.url === "/token" && state.lie) return lying(request, response);
  return callback.handle(request, response);
}

// Lets the provider answer, and changes what it says.
async function lying(request, response) {
  const end = response.end.bind(response);
  response.write = () => true;
  response.end = async (chunk) => {
    const body = JSON.parse(chunk.toString());
    if (body.id_token) body.id_token = await lie(body.id_token, state.lie);
    const text = JSON.stringify(body);
    response.setHeader("content-length", Buffer.byteLength(text));
    end(text);
  };
  return callback.handle(request, response);
}

const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

async function lie(token, { claims = {}, without = [], by = "key" }) {
  const said = { ...decodeJwt(token), ...claims };
  for (const name of without) delete said[name];
  const header = { alg: signing.alg, kid: signing.kid, typ: "JWT" };
  const hmac = (key) => {
    const head = `${b64({ ...header, alg: "HS256" })}.${b64(said)}`;
    return `${head}.${createHmac("sha256", key).update(head).digest("base64url")}`;
  };
  switch (by) {
    case "none":
      return `${b64({ alg: "none", typ: "JWT" })}.${b64(said)}.`;
    case "public_key":
      return hmac(await exportSPKI(signing.publicKey));
    case "client_secret":
      return hmac(CLIENT.client_secret);
    case "stranger":
      return new SignJWT(said).setProtectedHeader(header).sign(signing.stranger.privateKey);
    case "nobody":
      return `${token.split(".")[0]}.${b64(said)}.${token.split(".")[2]}`;
    default:
      return new SignJWT(said).setProtectedHeader(header).sign(signing.privateKey);
  }
}

await rotate();
await control(
  () => ({ asked: state.asked }),
  async ({ rotate: alg, ...change }) => {
    Object.assign(state, change);
    if (alg) await rotate(alg);
  },
  { port: Number(new URL(issuer).port) },
);
