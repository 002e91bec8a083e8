"""A simulated cluster of Proxmox VE with very many guests: listed by Strata's driver beside proxmoxer, for the same fields."""
import json
import pathlib
import subprocess

from .report import Sample

PYTHON = pathlib.Path(__file__).resolve().parents[2] / ".build-tools/clients/venv/bin/python"

PEER = """
import json, sys, time
from proxmoxer import ProxmoxAPI
host, port, user, name, secret, rounds = sys.argv[1:7]
start = time.monotonic()
cluster = ProxmoxAPI(host, port=int(port), user=user, token_name=name, token_value=secret, verify_ssl=False, timeout=60)
def guests():
    return [(one["id"], one["name"], one["node"], one["status"], one["maxcpu"], one["maxmem"], one.get("tags"), one.get("lock"), one["uptime"])
            for one in cluster.cluster.resources.get(type="vm")]
count = len(guests())
first = time.monotonic() - start
again = []
for _ in range(int(rounds)):
    start = time.monotonic()
    guests()
    again.append(time.monotonic() - start)
print(json.dumps({"guests": count, "firstSeconds": first, "nextSeconds": again}))
"""


def run(setting, report):
    if not PYTHON.exists():
        report.add("list a cluster of Proxmox VE", "not measured: it needs what tools/test-clients fetches")
        return
    count = 500 if setting.is_quick else 5_000
    simulator = subprocess.Popen([setting.strata, "sim", "proxmox", "--vms", str(count), "--listen", "127.0.0.1:0", "-o", "json"],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        place = json.loads(simulator.stdout.readline())
        rounds = str(setting.rounds(10))
        identity, secret = place["token"].split("=")
        user, name = identity.split("!")
        host, port = place["url"].removeprefix("https://").split(":")
        own = told([setting.load, "list-proxmox", "--url", place["url"], "--token", place["token"], "--fingerprint", place["fingerprint"], "--rounds", rounds])
        peer = told([str(PYTHON), "-c", PEER, host, port, user, name, secret, rounds])
    finally:
        simulator.terminate()
        simulator.wait()
    assert own["guests"] == peer["guests"] == count
    mine, beside = Sample(own["nextSeconds"]), Sample(peer["nextSeconds"])
    report.add(f"list a cluster of {count:,} guests of Proxmox VE, on an open connection", mine.text(), f"proxmoxer, the same fields: {beside.text()}",
               "no slower than proxmoxer", mine.median <= beside.median, own=mine.values, beside=beside.values)
    report.add("connect and list it the first time", f"{own['firstSeconds'] * 1e3:.0f} ms", f"proxmoxer: {peer['firstSeconds'] * 1e3:.0f} ms")


def told(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")
    return json.loads(done.stdout)
