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

  return {
    password,
    enter,
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
     * Sends a change to the admin server past the site, and gives the answer.
     * @param {string} method
     * @param {string} path
     * @param {unknown} body
     */
    change: async (method, path, body) => {
      const credentials = { username: "operator", password: await password("operator") };
      const headers = { "Content-Type": "application/json", "X-Requested-With": "test" };
      const entered = await fetch(`${url}/admin/session`, { method: "POST", headers, body: JSON.stringify(credentials) });
      const cookie = entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      const answer = await fetch(url + path, { method, headers: { ...headers, Cookie: cookie }, body: JSON.stringify(body) });
      assert.ok(answer.ok, `${method} ${path} is answered with ${answer.status}`);
      return answer.json();
    },
  };
}
