import { createServer } from "node:http";
// @ts-expect-error It has no types of its own.
import { Provider } from "oidc-provider";

export const CLIENT = "clinic";
export const SECRET = "not-so-secret";

/**
 * Listens for an OpenID Connect issuer whose people are members of the groups that their names say: `ann` of petclinic-operators, `vic` of
 * petclinic-viewers, and everyone else of none. It answers once it knows its client.
 * @param {{ after: (end: () => Promise<void>) => void }} suite
 */
export async function listen({ after }) {
  /** @type {import("node:http").RequestListener | undefined} */
  let handle;
  const server = createServer((request, response) => {
    if (handle) handle(request, response);
    else response.writeHead(503).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** @param {string} clinic the address of the clinic */
  function serve(clinic) {
    const groups = { ann: ["petclinic-operators"], vic: ["petclinic-viewers"] };
    const provider = new Provider(url, {
      clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${clinic}/admin/oidc/callback`] }],
      claims: { openid: ["sub"], email: ["email", "email_verified", "groups"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (/** @type {unknown} */ _, /** @type {"ann" | "vic"} */ id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@clinic.example`, email_verified: true, groups: groups[id] ?? ["staff"] }),
      }),
    });
    handle = provider.callback();
  }

  return { url, serve };
}
