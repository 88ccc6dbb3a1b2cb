// A real OpenID provider (npm oidc-provider) on loopback, for tests/test_oidc.py.
// node oidc.mjs PORT REDIRECT_URI PEOPLE.json   PEOPLE: {"login": {"roles": [...], "name": ..., ...}}
import {readFileSync} from "node:fs";
import {Provider} from "oidc-provider";

const [port, redirect, people] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "huset", client_secret: "hemmelig-i-proever", redirect_uris: [redirect],
    post_logout_redirect_uris: [redirect.replace("/log-ind/oidc/svar", "/log-ud/svar")],
    grant_types: ["authorization_code"], response_types: ["code"],
  }],
  pkce: {required: () => true},
  claims: {openid: ["sub", "roles", "realm_access"], profile: ["name", "preferred_username"]},
  conformIdTokenClaims: false,
  cookies: {keys: ["only a test"]},
  findAccount: (_ctx, login) => {
    const known = JSON.parse(readFileSync(people, "utf-8"))[login];
    return known && {
      accountId: login,
      claims: () => ({sub: `sub-${login}`, preferred_username: login, ...known}),
    };
  },
});
provider.on("server_error", (_ctx, error) => console.error(error));
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
