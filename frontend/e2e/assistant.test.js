import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";

const { visit, send } = await open({ after });

/**
 * @param {string} event
 * @param {unknown} data
 */
const event = (event, data) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** @param {string} answer */
const end = (answer) => event("end", { question: "?", answer, conversationId: "0".repeat(32), toolCalls: [] });

test("the assistant answers from the clinic's data, and the conversation is still there after a reload", async () => {
  const page = await visit("/assistant");
  await page.getByRole("button", { name: "Which pets does Jean Coleman have?" }).click();
  await page.getByText("Jean Coleman has 2 pets: Max (cat), Samantha (cat).").waitFor();
  await page.getByLabel("Your question").fill("List the vets");
  await page.keyboard.press("Enter");
  await page.getByRole("listitem").filter({ hasText: "Linda Douglas (dentistry, surgery)" }).waitFor();
  await checkAccess(page);
  await page.reload();
  await page.getByText("Jean Coleman has 2 pets: Max (cat), Samantha (cat).").waitFor();
  await page.getByRole("button", { name: "Clear the conversation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Clear the conversation" }).click();
  await page.getByText("Ask about owners, pets, visits and vets.").waitFor();
  await page.reload();
  await page.getByText("Ask about owners, pets, visits and vets.").waitFor();
  await page.close();
});

test("a change is made by a button, once, and not before", async () => {
  const page = await visit("/assistant");
  const pets = async () => (await send("GET", "/api/customers/owners/5")).pets.map((/** @type {{ name: string }} */ it) => it.name);
  const question = page.getByLabel("Your question");
  await question.fill("Add a dog named Rex to Peter McTavish");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "No, leave it" }).click();
  await page.getByRole("button", { name: "Yes, do it" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send" }).waitFor();
  assert.deepEqual(await pets(), ["George"]);

  await question.fill("Add a dog named Rex to Peter McTavish");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Yes, do it" }).click();
  await page.getByRole("button", { name: "Yes, do it" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send" }).waitFor();
  assert.deepEqual(await pets(), ["George", "Rex"]);
  await page.close();
});

test("an answer shows while it is made, and can be stopped", async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(event("tool", { name: "find_owners", state: "started" }) + event("token", { text: "The first **half**" }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    const page = await visit("/assistant");
    await page.route("**/api/genai/chat", (route) => route.continue({ url: `http://127.0.0.1:${port}/` }));
    const question = page.getByLabel("Your question");
    await question.fill("A long story?");
    await question.press("Enter");
    await page.locator("strong", { hasText: "half" }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Send" }).waitFor();
    assert.equal(await question.inputValue(), "A long story?");
    await page.close();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("what strangers wrote into an answer is text: no script, no image, no disguised link", async () => {
  const page = await visit("/assistant");
  /** @type {string[]} */
  const elsewhere = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(page.url()).origin)) elsewhere.push(request.url());
  });
  const answer = [
    "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>",
    "![picture](https://evil.example/seen.png)",
    "[run](javascript:document.title='broken') [site](https://ok.example/) [double](//evil.example/)",
    "<a href='https://evil.example' onclick='x()'>raw</a> <b style='position:fixed'>bold</b>",
  ].join("\n\n");
  await page.route("**/api/genai/chat", (route) => route.fulfill({ contentType: "text/event-stream", body: end(answer) }));
  await page.getByLabel("Your question").fill("?");
  await page.keyboard.press("Enter");
  const said = page.locator(".message.assistant");
  await said.getByText("raw").waitFor();
  assert.equal(await said.locator("img, script, b, [style], [onclick]").count(), 0);
  assert.deepEqual(await said.locator("a[href]").evaluateAll((links) => links.map((it) => it.getAttribute("href"))), ["https://ok.example/"]);
  assert.equal(await page.title(), "Assistant · PetClinic");
  assert.deepEqual(elsewhere, []);
  await page.close();
});

test("a question that got no answer is kept, and a conversation that is forgotten begins anew", async () => {
  const page = await visit("/assistant", { viewport: PHONE, locale: "ko-KR" });
  const question = page.getByLabel("질문");
  await page.route("**/api/genai/chat", (route) => route.fulfill({ status: 503, json: { status: 503, errors: [] } }), { times: 1 });
  await question.fill("Jean Coleman의 반려동물은?");
  await page.getByRole("button", { name: "보내기" }).click();
  await page.getByText("병원 서버가 지금 응답할 수 없습니다.").waitFor();
  assert.equal(await question.inputValue(), "Jean Coleman의 반려동물은?");
  await checkAccess(page);

  await page.evaluate(() => localStorage.setItem("assistant", JSON.stringify({ id: "f".repeat(32), messages: [{ role: "user", text: "전에" }] })));
  await page.reload();
  await page.getByText("전에").waitFor();
  await question.fill("Jean Coleman의 반려동물은?");
  await page.getByRole("button", { name: "보내기" }).click();
  await page.getByText("도우미가 이전 대화를 더 이상 기억하지 못합니다.").waitFor();
  await page.locator(".message.assistant").getByText("Max").waitFor();
  await checkWidth(page);
  await page.close();
});

test("the assistant can be asked beside any page, by keyboard alone", async () => {
  const page = await visit("/owners/6");
  await page.getByRole("heading", { name: "Jean Coleman" }).waitFor();
  await page.getByRole("button", { name: "Ask the assistant" }).press("Enter");
  const panel = page.getByRole("complementary", { name: "Assistant" });
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await page.keyboard.type("Who owns Basil?");
  await page.keyboard.press("Enter");
  await panel.getByText("Betty Davis").waitFor();
  await page.getByRole("heading", { name: "Jean Coleman" }).waitFor();
  await checkAccess(page);
  await picture(page, "assistant-panel");
  await page.keyboard.type("half a quest");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.id === "open-assistant");
  await page.getByRole("link", { name: "Assistant" }).click();
  assert.equal(await page.getByLabel("Your question").inputValue(), "half a quest");
  await page.close();
});
