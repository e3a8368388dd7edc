// What Spring Boot Admin's API says of the clinic.

import { eventually } from "./findings.js";

/** What every instance offers, by the names of Spring Boot Admin. */
const OFFERED = ["env", "health", "httpexchanges", "info", "loggers", "mappings", "metrics", "prometheus", "refresh"];
/** A logger that no program of the clinic has, so that its level changes nothing else. */
const LOGGER = "spring_admin";

/**
 * A request to Spring Boot Admin. Gives the answer with its text, and its JSON if it has some.
 * @param {string} base
 * @param {string} path
 * @param {RequestInit & { json?: unknown }} [options]
 */
export async function ask(base, path, { json, ...options } = {}) {
  const body = json === undefined ? {} : { method: "POST", body: JSON.stringify(json) };
  const headers = { Accept: "application/json", ...(json !== undefined && { "Content-Type": "application/json" }), ...options.headers };
  const answer = await fetch(base + path, { ...body, ...options, headers, signal: AbortSignal.timeout(30_000) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const [text, type] = [bytes.toString(), answer.headers.get("content-type") ?? ""];
  const parsed = type.includes("json") && text ? JSON.parse(text) : undefined;
  return { status: answer.status, headers: answer.headers, type, text, size: bytes.length, json: parsed };
}

/**
 * Checks all that Spring Boot Admin offers to programs.
 * @param {import("./programs.js").Running} running
 * @param {import("./findings.js").Findings} findings
 */
export async function checkServer({ instances, spring, token }, findings) {
  const all = await eventually("all instances are up and say what they offer", async () => {
    const { json } = await ask(spring.url, "/instances");
    const good = json.filter((it) => it.statusInfo.status === "UP" && it.endpoints.some(({ id }) => id === "metrics"));
    return good.length === instances.length && json.length === good.length && json;
  });
  await findings.part("all instances are UP", async () => {
    const { json: applications } = await ask(spring.url, "/applications");
    const statuses = applications.map(({ name, status, instances }) => `${name} ${status} ${instances.length}`);
    findings.expect(applications.every(({ status }) => status === "UP"), "all applications are UP", statuses);
    findings.expect(statuses.includes("vets-service UP 2"), "vets-service has two instances", statuses);
  });
  for (const instance of all) {
    const name = label(instance);
    const read = reader(spring.url, instance, findings);
    const check = (part, work) => findings.part(`${name}: ${part}`, work);
    await check("what it is", () => checkDescription(instance, findings));
    await check("health", () => checkHealth(read, spring.url, instance, findings));
    await check("metrics", () => checkMetrics(read, findings));
    await check("settings", () => checkEnvironment(read, spring.url, instance, findings));
    await check("loggers", () => checkLevel(read, spring.url, token, instance, findings));
    await check("mappings and exchanges", () => checkRoutes(read, name, findings));
    await check("log file", () => checkLogFile(spring.url, instance, findings));
  }
  await findings.part("vets-service: a level for all instances", () => checkApplicationLevel(spring.url, token, all, findings));
}

/** How an instance is called in what is printed: by its application and its port. */
export function label({ registration: { name, serviceUrl } }) {
  return `${name}:${new URL(serviceUrl).port}`;
}

/** Reads a path of an instance's actuator through Spring Boot Admin; anything but 200 and JSON is a fault. */
function reader(base, instance, findings) {
  const { id } = instance;
  const name = label(instance);
  return async (path) => {
    const answer = await ask(base, `/instances/${id}/actuator/${path}`, { headers: { Accept: ACTUATOR } });
    findings.expect(answer.status === 200 && answer.json, `${name}: GET actuator/${path} is answered`, [answer.status, answer.text]);
    if (!answer.json) throw new Error(`GET actuator/${path}: ${answer.status}`);
    return answer.json;
  };
}

const ACTUATOR = "application/vnd.spring-boot.actuator.v3+json,application/vnd.spring-boot.actuator.v2+json,application/json";

async function checkDescription(instance, findings) {
  const { buildVersion, endpoints, info, registration } = instance;
  const name = label(instance);
  const offered = endpoints.map(({ id }) => id);
  const missing = OFFERED.filter((it) => !offered.includes(it));
  findings.expect(missing.length === 0, `${name} offers all of its endpoints`, { missing });
  findings.expect(buildVersion && info.build?.name === registration.name, `${name} says which build it is`, info);
  findings.expect(info.process?.pid > 0, `${name} says which process it is (info.process.pid)`, info.process);
}

async function checkHealth(read, base, instance, findings) {
  const { id } = instance;
  const name = label(instance);
  const health = await read("health");
  for (const part of [...Object.keys(health.components ?? {}), ...(health.groups ?? [])]) {
    const { status } = await read(`health/${part}`);
    findings.expect(status === "UP", `${name}: ${part} is UP`, status);
  }
  const groups = (await ask(base, `/instances/${id}/health-groups`)).json;
  findings.expect(groups.includes("liveness") && groups.includes("readiness"), `${name} has groups of health`, groups);
}

/** Reads every metric, and each with each value of each of its tags: the first tag twice, as the pages do. */
async function checkMetrics(read, findings) {
  const { names } = await read("metrics");
  findings.expect(names.length > 20, "there are metrics", names);
  for (const needed of ["http.server.requests", "process.uptime", "process.cpu.usage", "system.cpu.usage", "system.cpu.count"]) {
    findings.expect(names.includes(needed), `there is the metric ${needed}`, names);
  }
  for (const name of names) {
    const metric = await read(`metrics/${name}`);
    const isNumber = metric.measurements.every(({ statistic, value }) => statistic && typeof value === "number");
    findings.expect(metric.name === name && metric.measurements.length > 0 && isNumber, `${name} has numbers`, metric);
    for (const { tag, values } of metric.availableTags) {
      const pair = `tag=${encodeURIComponent(`${tag}:${values[0]}`)}`;
      await read(`metrics/${name}?${pair}&${pair}`);
    }
  }
}

async function checkEnvironment(read, base, instance, findings) {
  const { id } = instance;
  const name = label(instance);
  const { propertySources, activeProfiles } = await read("env/");
  findings.expect(Array.isArray(activeProfiles) && propertySources.length > 0, `${name} shows its settings`, propertySources);
  const property = Object.keys(propertySources[0].properties)[0];
  const one = await read(`env/${property}`);
  findings.expect(one.property?.value !== undefined, `${name} shows ${property}`, one);
  const process = await read("env/PID");
  findings.expect(Number(process.property?.value) > 0, `${name} says its process by the property PID`, process.property ?? null);
  const { status, headers } = await ask(base, `/instances/${id}/actuator/env`, { method: "OPTIONS" });
  const allowed = headers.get("allow") ?? "";
  const isReadOnly = status < 300 && allowed.includes("GET") && !allowed.includes("POST");
  findings.expect(isReadOnly, `${name}: settings are only read`, [status, allowed]);
  const refreshed = await ask(base, `/instances/${id}/actuator/refresh`, { method: "POST" });
  findings.expect(refreshed.status === 200 && Array.isArray(refreshed.json), `${name} reads its settings again`, refreshed.text);
}

async function checkLevel(read, base, token, instance, findings) {
  const { id, registration } = instance;
  const name = label(instance);
  const { levels, loggers } = await read("loggers");
  findings.expect(levels.includes("DEBUG") && loggers.ROOT.effectiveLevel, `${name} lists its loggers`, loggers);
  const set = (json) => ask(base, `/instances/${id}/actuator/loggers/${LOGGER}`, { json });
  const own = () => ownLevel(registration, token);
  const changed = await set({ configuredLevel: "TRACE" });
  findings.expect(changed.status === 204, `${name}: a level is changed`, [changed.status, changed.text]);
  findings.expect((await own()).configuredLevel === "TRACE", `${name} has the level`, await own());
  findings.expect((await read("loggers")).loggers[LOGGER]?.effectiveLevel === "TRACE", `${name} lists the changed logger`);
  const reset = await set({});
  findings.expect(reset.status === 204, `${name}: a level is reset`, [reset.status, reset.text]);
  findings.expect((await own()).configuredLevel === undefined, `${name} has no level of its own any more`, await own());
}

/** The level as the instance itself says it. */
async function ownLevel({ managementUrl }, token) {
  return (await ask(managementUrl, `/loggers/${LOGGER}`, { headers: { Authorization: `Bearer ${token}` } })).json;
}

async function checkApplicationLevel(base, token, all, findings) {
  const set = (json) => ask(base, `/applications/vets-service/actuator/loggers/${LOGGER}`, { json });
  const answer = await set({ configuredLevel: "TRACE" });
  const statuses = answer.json.map(({ status }) => status);
  findings.expect(statuses.length === 2 && statuses.every((it) => it === 204), "both instances answer", answer.json);
  for (const { registration } of all.filter((it) => it.registration.name === "vets-service")) {
    const level = await ownLevel(registration, token);
    findings.expect(level.effectiveLevel === "TRACE", `${registration.serviceUrl} has the level`, level);
  }
  await set({});
}

async function checkRoutes(read, name, findings) {
  const { contexts } = await read("mappings");
  const routes = Object.values(contexts).flatMap(({ mappings }) => Object.values(mappings.dispatcherServlets).flat());
  findings.expect(routes.length > 5 && routes.every((it) => it.predicate && it.handler), `${name} shows its routes`, routes[0]);
  const { exchanges } = await read("httpexchanges");
  findings.expect(exchanges.length >= 3, `${name} shows the latest requests`, exchanges);
  for (const { timestamp, request, response, timeTaken } of exchanges) {
    const isWhole = Date.parse(timestamp) > 0 && request.method && request.uri && response.status && /^PT[\d.]+S$/.test(timeTaken);
    findings.expect(isWhole, `${name}: an exchange is whole`, { timestamp, request, response, timeTaken });
  }
}

/** Reads the log as its page does: the end, what came after it, and one byte that tells how long it is. */
async function checkLogFile(base, instance, findings) {
  const { id, endpoints } = instance;
  const name = label(instance);
  const isOffered = endpoints.some((it) => it.id === "logfile");
  findings.expect(isOffered, `${name} offers its log (logfile)`);
  if (!isOffered) return;
  const read = async (bytes) => {
    const headers = { Accept: "text/plain", ...(bytes && { Range: `bytes=${bytes}` }) };
    const answer = await ask(base, `/instances/${id}/actuator/logfile`, { headers });
    const range = answer.headers.get("content-range") ?? "";
    const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range)?.map(Number) ?? [];
    return { ...answer, range, first, last, total };
  };
  const whole = await read();
  findings.expect(whole.status === 200 && whole.type.startsWith("text/plain"), `${name}: the log is a text`, [whole.status, whole.type]);
  findings.expect(whole.text.includes("\n"), `${name}: the log has lines`, whole.text.slice(0, 200));
  const end = await read("-200");
  const isRead = end.status === 206 && end.size > 0 && end.size === end.last - end.first + 1;
  findings.expect(isRead, `${name}: the log's end is read`, [end.status, end.range, end.size]);
  const later = await read(`${end.last}-`);
  const isFollowed = later.status === 206 && later.first === end.last;
  findings.expect(isFollowed, `${name}: the log is followed`, [later.status, later.range]);
  const length = await read("0-0");
  findings.expect(length.status === 206 && length.total >= end.total, `${name}: the log says its length`, [length.status, length.range]);
  const { status, range } = await read(`${end.total + 1_000_000}-`);
  const isRefused = status === 416 && /^bytes \*\/\d+$/.test(range);
  findings.expect(isRefused, `${name}: a range beyond the log's end is refused with its length`, [status, range]);
}
