// A Spring application registers at the clinic's admin server, as its client of Spring Boot Admin does by itself.

import { eventually } from "./findings.js";
import { ask } from "./server.js";

const NAME = "spring-admin";
const LOGGER = "de.codecentric.boot.admin";

/**
 * Checks what the clinic's admin server says of the application.
 * @param {import("./programs.js").Running} running
 * @param {import("./findings.js").Findings} findings
 * @param {boolean} stays whether the application goes on afterwards
 */
export async function checkRegistration({ clinic, spring }, findings, stays) {
  await findings.part("a Spring application registers at the clinic's admin server", async () => {
    const session = await ask(clinic.url, "/admin/session", { json: { username: "operator", password: clinic.password } });
    const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
    const headers = { Cookie: cookie, "X-Requested-With": "console" };
    const read = async (path) => {
      const answer = await ask(clinic.url, path, { headers });
      findings.expect(answer.status === 200, `GET ${path} is answered`, [answer.status, answer.text]);
      return answer.json;
    };
    const refused = /failed to register.*?(\d{3} [A-Z][\w ]+)/is;
    const instance = await eventually("the application is listed UP", async () => {
      const { json } = await ask(clinic.url, `/admin/instances?name=${NAME}`, { headers });
      return json.find((it) => it.statusInfo.status === "UP" && it.endpoints.some(({ id }) => id === "metrics"));
    }, 20).catch((error) => {
      const why = refused.exec(spring.printed())?.[1];
      throw new Error(why ? `the application is answered ${why} when it registers` : error.message);
    });
    findings.expect(instance.registration.source === "http-api", "it has registered itself", instance.registration);
    const actuator = `/admin/instances/${instance.id}/actuator`;
    const { names } = await read(`${actuator}/metrics`);
    findings.expect(names.includes("jvm.memory.used"), "its metrics are listed", names);
    const memory = await read(`${actuator}/metrics/jvm.memory.used`);
    findings.expect(memory.measurements[0].value > 0, "a metric is read", memory);
    for (const endpoint of ["env", "health", "httpexchanges", "info", "loggers", "mappings"]) {
      // A Spring application keeps exchanges only if it is told where.
      if (instance.endpoints.some(({ id }) => id === endpoint)) await read(`${actuator}/${endpoint}`);
    }
    const changed = await ask(clinic.url, `${actuator}/loggers/${LOGGER}`, { headers, json: { configuredLevel: "DEBUG" } });
    findings.expect(changed.status === 204, "its level is changed", [changed.status, changed.text]);
    const own = (await ask(spring.url, `/actuator/loggers/${LOGGER}`)).json;
    findings.expect(own.configuredLevel === "DEBUG", "it has the level", own);
    await ask(clinic.url, `${actuator}/loggers/${LOGGER}`, { headers, json: { configuredLevel: null } });
    if (stays) return;
    await spring.stop();
    const { status } = await ask(clinic.url, `/admin/instances/${instance.id}`, { headers });
    findings.expect(status === 404, "it is gone once it has stopped", status);
  });
}
