import assert from "node:assert/strict";

/**
 * What the tests of the operators' console share.
 * @param {{ url: string, said: (pattern: RegExp) => Promise<RegExpExecArray>, visit: (path: string, settings?: any) => Promise<import("playwright-core").Page> }} clinic
 */
export function operators({ url, said, visit }) {
  /** @param {"operator" | "viewer"} account */
  const password = async (account) => (await said(new RegExp(`^ *${account} +(\\S+)$`)))[1] ?? "";

  /**
   * Types name and password into the page that asks for them.
   * @param {import("playwright-core").Page} page
   * @param {string} account
   * @param {string} secret
   */
  async function enter(page, account, secret) {
    await page.locator("input[name=username]").fill(account);
    await page.locator("input[name=password]").fill(secret);
    await page.locator("form button[type=submit]").click();
  }

  /**
   * Sends a change to the admin server past the site, and gives the answer.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async function change(method, path, body) {
    const credentials = { username: "operator", password: await password("operator") };
    const headers = { "Content-Type": "application/json", "X-Requested-With": "test" };
    const entered = await fetch(`${url}/admin/session`, { method: "POST", headers, body: JSON.stringify(credentials) });
    const cookie = entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const answer = await fetch(url + path, { method, headers: { ...headers, Cookie: cookie }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    assert.ok(answer.ok, `${method} ${path} is answered with ${answer.status}`);
    return answer.status === 204 ? undefined : answer.json();
  }

  return {
    password,
    enter,
    change,
    /**
     * Opens a page of the console as someone who is signed in.
     * @param {"operator" | "viewer"} account
     * @param {string} path
     * @param {any} [settings]
     */
    visitAs: async (account, path, settings) => {
      const page = await visit(path, settings);
      await enter(page, account, await password(account));
      return page;
    },
    /**
     * Goes from the list to the first instance that is up.
     * @param {import("playwright-core").Page} page
     * @param {string} up as the page says it
     */
    openInstance: async (page, up = "Up") => {
      await page.getByRole("row").filter({ has: page.getByText(up, { exact: true }) }).first().getByRole("link").click();
      await page.waitForURL("**/console/instances/*");
    },
    /**
     * Registers an instance that nobody can reach, so that it is never up, and gives its id.
     * @param {string} name
     * @param {number} port
     * @param {Record<string, string>} metadata
     * @returns {Promise<string>}
     */
    register: async (name, port, metadata = {}) => {
      const base = `http://127.0.0.1:${port}`;
      const body = { name, healthUrl: `${base}/actuator/health`, managementUrl: `${base}/actuator`, serviceUrl: base, metadata };
      return (await change("POST", "/admin/instances", body)).id;
    },
  };
}
