// What every peer has: a door for the test that started it. The first line on standard output is JSON with the ports; the
// peer ends when its standard input does, so that it never outlives the test.
import { createServer } from "node:http";

export async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

// GET answers `look()`, POST gives its JSON to `act` and answers what that says.
export async function control(look, act, ports) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = request.method === "POST" ? await act(JSON.parse(body)) : look();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer ?? null));
  });
  const port = await listening(server);
  console.log(JSON.stringify({ control: port, ...ports }));
  process.stdin.on("end", () => process.exit(0)).resume();
}
