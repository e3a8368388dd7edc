#!/usr/bin/env python3
"""Measures the CPU time of a request, in PetClinic or in Spring PetClinic Microservices: `compare.py --help`, and README.md."""

import argparse
import collections
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request

HERTZ = os.sysconf("SC_CLK_TCK")
CUSTOMERS, VISITS, VETS, GATEWAY = 8081, 8082, 8083, 8080

Row = collections.namedtuple("Row", "name port original ours body", defaults=[None])
VISIT = '{"date":"2026-03-04","description":"annual check-up"}'
# Nothing is read that a row adds to.
ROWS = [
    Row("one owner", CUSTOMERS, "/owners/6", "/api/customers/owners/6"),
    Row("one owner, gateway", GATEWAY, "/api/customer/owners/6", "/api/customer/owners/6"),
    Row("owner details, gateway", GATEWAY, "/api/gateway/owners/6", "/api/gateway/owners/6"),
    Row("list of owners", CUSTOMERS, "/owners", "/api/customers/owners"),
    Row("vets", VETS, "/vets", "/api/vets/vets"),
    Row("visits of a pet", VISITS, "/owners/6/pets/7/visits", "/api/visits/owners/6/pets/7/visits"),
    Row("new visit", VISITS, "/owners/1/pets/1/visits", "/api/visits/owners/1/pets/1/visits", VISIT),
]
# The original's programs in the order in which they start, with the port of each.
JARS = [
    ("config-server", 8888), ("discovery-server", 8761), ("customers-service", CUSTOMERS), ("visits-service", VISITS),
    ("vets-service", VETS), ("api-gateway", GATEWAY),
]


def cpu(processes):
    """The CPU time of processes so far, in seconds."""
    total = 0
    for process in processes:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / HERTZ


def wrk(url, body, seconds):
    """The number of requests that were answered with 2xx."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if body:
            header = 'wrk.headers["Content-Type"] = "application/json"'
            script.write(f"wrk.method = 'POST'\nwrk.body = [[{body}]]\n{header}\n")
            script.flush()
            command += ["-s", script.name]
        said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{url} failed:\n{said}")
    return int(re.search(r"(\d+) requests in", said).group(1))


def wait(url, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def start(command, started):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started.append(process)
    return process.pid


def original(options, started):
    """Starts the original. Returns the processes, and the URL of each row."""
    processes = []
    for name, port in JARS:
        jar = next(pathlib.Path(options.jars).glob(f"*{name}*.jar"))
        java = ["java", "-Xmx512m", "-jar", str(jar), f"--server.port={port}"]
        processes.append(start(java + options.java_option, started))
        wait(f"http://127.0.0.1:{port}/actuator/health", 300)
    urls = {row: f"http://127.0.0.1:{row.port}{row.original}" for row in ROWS}
    for url in urls.values():
        wait(url, 300)
    return processes, urls


def ours(number, program, options, started):
    port = 18080 + number
    folder = tempfile.mkdtemp(dir=options.folder)
    database = options.database.replace("FOLDER", folder).replace("NUMBER", str(number))
    processes = [start([program, "--port", str(port), "--database", database], started)]
    wait(f"http://127.0.0.1:{port}/ready", 60)
    return processes, {row: f"http://127.0.0.1:{port}{row.ours}" for row in ROWS}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jars", help="folder with the original's jars; measures the original")
    parser.add_argument("--java-option", action="append", default=[], help="option for each jar, may be repeated")
    parser.add_argument("--petclinic", action="append", default=[], help="program to measure; several take turns")
    parser.add_argument("--database", default="sqlite://FOLDER/clinic.db", help="of --petclinic; FOLDER and NUMBER are replaced")
    parser.add_argument("--folder", help="where FOLDER is made: on the disk that writes are to reach")
    parser.add_argument("--server", type=int, action="append", default=[], help="process of the database's server, counted apart")
    parser.add_argument("--warm-up", type=int, default=60, help="seconds for all rows")
    parser.add_argument("--seconds", type=int, default=10, help="of a row in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="rows whose name contains this")
    options = parser.parse_args()
    rows = [row for row in ROWS if (options.only or "") in row.name]
    started, measured = [], collections.defaultdict(list)
    try:
        programs = [original(options, started)] if options.jars else []
        programs += [ours(number, it, options, started) for number, it in enumerate(options.petclinic)]
        for _, urls in programs:
            for row in rows:
                wrk(urls[row], row.body, max(1, options.warm_up // len(rows)))
        for _ in range(options.rounds):
            for row in rows:
                for number, (processes, urls) in enumerate(programs):
                    before, server, since = cpu(processes), cpu(options.server), time.monotonic()
                    count = wrk(urls[row], row.body, options.seconds)
                    spent = [cpu(processes) - before, cpu(options.server) - server]
                    rate = count / (time.monotonic() - since)
                    measured[row, number].append([it / count * 1000 for it in spent] + [rate])
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    print("| row | program | CPU ms | server's CPU ms | requests/s |\n| --- | --- | --- | --- | --- |")
    for row in rows:
        for number in range(len(programs)):
            middle, server, rate = map(statistics.median, zip(*measured[row, number]))
            print(f"| {row.name} | {number} | {middle:.4f} | {server:.4f} | {rate:.0f} |")


if __name__ == "__main__":
    main()
