// Builds and starts the programs: the clinic, its services one by one, and Spring Boot Admin.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CREDENTIALS, startAws } from "./aws.js";
import { Ended, eventually } from "./findings.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const HOST = "127.0.0.1";
/** The services with a program of their own, and the setting by which others find each. */
const SERVICES = {
  "customers-service": "PETCLINIC_DISCOVERY_CUSTOMERS_URL",
  "vets-service": "PETCLINIC_DISCOVERY_VETS_URL",
  "visits-service": "PETCLINIC_DISCOVERY_VISITS_URL",
};
/** Whom each program calls. */
const PEERS = {
  "customers-service": ["visits-service"],
  "vets-service": [],
  "visits-service": ["customers-service", "vets-service"],
  "admin-server": ["customers-service", "vets-service", "visits-service"],
};

/** What is asked of each program, so that its metrics and its latest requests have something to show. */
const REQUESTS = {
  "customers-service": "/api/customers/owners/6",
  "vets-service": "/api/vets/vets",
  "visits-service": "/api/visits/owners/6/pets/7/visits",
  "admin-server": "/admin/instances",
  petclinic: "/api/gateway/owners/6",
};

/** A request that leaves a line in the clinic's log, and enough of them that the log's beginning is dropped: 512 KiB of it are kept. */
const LOGGED = "/api/vets/vets";
const LINES = 5000;

/** The folder of what is built and fetched, outside the checkout. */
function workFolder() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return process.env.SPRING_ADMIN_FOLDER || join(cache, "petclinic", "spring-admin");
}

/** What has to be installed, by the program that shows it. */
const NEEDED = { java: "a JDK", mvn: "Maven", npm: "Node with npm" };

/** Builds what is missing. Gives the folder of the clinic's programs, the jar, and the folder with the browser's driver. */
export async function build() {
  for (const [program, what] of Object.entries(NEEDED)) {
    if (spawnSync(program, ["--version"]).error) throw new Error(`there is no ${program}: install ${what}`);
  }
  const folder = workFolder();
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "package-lock.json", "server"]) {
    cpSync(join(HERE, name), join(folder, name), { recursive: true });
  }
  const quiet = { stdio: ["ignore", "inherit", "inherit"] };
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, ...quiet });
  execFileSync("mvn", ["--batch-mode", "--quiet", "package"], { cwd: join(folder, "server"), ...quiet });
  return { folder, jar: join(folder, "server/target/spring-admin.jar"), programs: programs() };
}

/** The folder with `petclinic` and the services: that of `PETCLINIC`, else the one that cargo builds into. */
function programs() {
  if (process.env.PETCLINIC) {
    const folder = dirname(resolve(process.env.PETCLINIC));
    const missing = Object.keys(PEERS).filter((it) => !existsSync(join(folder, it)));
    if (missing.length > 0) throw new Error(`beside ${process.env.PETCLINIC} there is no ${missing.join(", no ")}`);
    return folder;
  }
  const packages = ["local", "customers", "vets", "visits", "admin"].flatMap((it) => ["--package", it]);
  const built = execFileSync("cargo", ["build", "--message-format=json", ...packages], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 30,
  });
  const messages = built.toString().split("\n").filter(Boolean).map((it) => JSON.parse(it));
  const program = messages.find((it) => it.target?.name === "petclinic" && it.executable)?.executable;
  if (!program) throw new Error("cargo names no petclinic");
  return dirname(program);
}

/** A port that nothing listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, HOST, () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @typedef {Awaited<ReturnType<typeof start>>} Running */

/**
 * Starts everything, and waits until it serves.
 * @param {{ jar: string, programs: string }} built
 */
export async function start({ jar, programs }) {
  const token = randomBytes(24).toString("hex");
  const aws = await startAws(HOST, token);
  const logs = mkdtempSync(join(tmpdir(), "spring-admin-"));
  /** @type {import("node:child_process").ChildProcess[]} */
  const children = [];
  const stop = async () => {
    for (const child of children.reverse()) await end(child);
    aws.stop();
  };
  // However this program ends, nothing of it stays.
  process.once("exit", () => {
    for (const child of children) child.kill();
    rmSync(logs, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  /** Starts a program. Gives functions that read what it has printed, or throw if it has ended by itself, and that stop it. */
  const run = (name, program, options, environment = {}) => {
    const log = join(logs, `${name}-${children.length}.log`);
    const output = openSync(log, "w");
    const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("PETCLINIC"));
    const env = { ...Object.fromEntries(inherited), ...environment };
    const child = spawn(program, options, { stdio: ["ignore", output, output], env });
    children.push(child);
    child.once("error", (error) => appendFileSync(log, String(error)));
    const printed = () => {
      const text = readFileSync(log, "utf8");
      if (hasEnded(child)) throw new Ended(`${name} has ended: ${text.slice(-2000)}`);
      return text;
    };
    return { printed, stop: () => end(child) };
  };
  try {
    const instances = await startServices(programs, aws, run);
    const clinic = await startClinic(programs, run);
    instances.push({ name: "petclinic", url: clinic.url });
    for (const { name, url } of [...instances, ...instances, ...instances]) await fetch(url + REQUESTS[name]);
    for (let count = 0; count < LINES; count += 50) {
      await Promise.all(Array.from({ length: 50 }, async () => (await fetch(clinic.url + LOGGED)).arrayBuffer()));
    }
    const spring = await startSpring(jar, instances, clinic, token, run);
    return { instances, clinic, spring, token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const hasEnded = ({ pid, exitCode, signalCode }) => pid === undefined || exitCode !== null || signalCode !== null;

/** Ends a program, and waits for it. */
async function end(child) {
  if (hasEnded(child)) return;
  child.kill();
  await once(child, "exit");
}

/**
 * Starts the services as on AWS, open to operators by their token alone, each with its data in memory; and two of vets, so that Spring
 * Boot Admin has an application of two instances.
 */
async function startServices(folder, aws, run) {
  const instances = [];
  for (const name of [...Object.keys(PEERS), "vets-service"]) {
    const port = await freePort();
    instances.push({ name, port, url: `http://${HOST}:${port}` });
  }
  const urlOf = (name) => instances.filter((it) => it.name === name).map((it) => it.url).join(",");
  for (const instance of instances) {
    const peers = PEERS[instance.name].map((it) => [SERVICES[it], urlOf(it)]);
    const environment = {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL: aws.url,
      PETCLINIC_ACTUATOR_LOOPBACK: "false",
      PETCLINIC_DATABASE_URL: "sqlite::memory:",
      PETCLINIC_SERVER_HOST: HOST,
      PETCLINIC_SERVER_PORT: String(instance.port),
      PETCLINIC_SERVER_DRAIN_LINGER: "0s",
      ...Object.fromEntries(peers),
    };
    const { printed } = run(instance.name, join(folder, instance.name), [], environment);
    await eventually(`${instance.name} serves`, async () => printed() && (await fetch(`${instance.url}/ready`)).ok);
  }
  return instances;
}

/** Starts the whole clinic, whose admin server Spring Boot Admin itself registers at. */
async function startClinic(folder, run) {
  const options = ["--port", "0", "--database", "sqlite::memory:", "--log-requests", "all"];
  const { printed } = run("petclinic", join(folder, "petclinic"), options);
  const said = (pattern) => eventually(`petclinic prints ${pattern}`, async () => pattern.exec(printed())?.[1]);
  const url = await said(/running at (http:\/\/\S+)/);
  return { url, password: await said(/^ *operator +(\S+)$/m) };
}

async function startSpring(jar, instances, clinic, token, run) {
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const found = instances.map(({ name, url }, at) => {
    const index = instances.slice(0, at).filter((it) => it.name === name).length;
    return `--spring.cloud.discovery.client.simple.instances.${name}[${index}].uri=${url}`;
  });
  // The environment has the secrets, since others may read the process list.
  const environment = {
    PETCLINIC_OPERATOR_TOKEN: token,
    SPRING_BOOT_ADMIN_CLIENT_USERNAME: "operator",
    SPRING_BOOT_ADMIN_CLIENT_PASSWORD: clinic.password,
  };
  const { printed, stop } = run("spring-admin", "java", [
    "-Xmx384m", "-jar", jar, `--server.port=${port}`, `--server.address=${HOST}`, ...found,
    `--spring.boot.admin.client.url=${clinic.url}/admin`,
    `--spring.boot.admin.client.instance.service-base-url=${url}`,
  ], environment);
  await eventually("Spring Boot Admin serves", async () => printed() && (await fetch(`${url}/actuator/health`)).ok, 180);
  return { url, printed, stop };
}
