"""Simulated sites of Proxmox VE and vSphere with very many machines: listed by Strata's drivers beside the stacks' own clients, for the same fields."""
import collections
import json
import os
import pathlib
import re
import signal
import subprocess
import time

from .report import Sample

PYTHON = pathlib.Path(__file__).resolve().parents[2] / ".build-tools/clients/venv/bin/python"

PROXMOXER = """
import json, sys, time
from proxmoxer import ProxmoxAPI
host, port, user, name, secret, rounds = sys.argv[1:7]
start = time.monotonic()
cluster = ProxmoxAPI(host, port=int(port), user=user, token_name=name, token_value=secret, verify_ssl=False, timeout=60)
def machines():
    return [(one["id"], one["name"], one["node"], one["status"], one["maxcpu"], one["maxmem"], one.get("tags"), one.get("lock"), one["uptime"])
            for one in cluster.cluster.resources.get(type="vm")]
"""

PYVMOMI = """
import json, sys, time
from pyVim.connect import SmartConnect
from pyVmomi import vim, vmodl
host, port, user, password, rounds = sys.argv[1:6]
PATHS = %r
start = time.monotonic()
service = SmartConnect(host=host, port=int(port), user=user, pwd=password, disableSslCertValidation=True)
content = service.RetrieveContent()
view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
collector = vmodl.query.PropertyCollector
members = collector.TraversalSpec(name="members", path="view", skip=False, type=vim.view.ContainerView)
wish = collector.FilterSpec(objectSet=[collector.ObjectSpec(obj=view, skip=True, selectSet=[members])],
                            propSet=[collector.PropertySpec(type=vim.VirtualMachine, pathSet=PATHS)])
def machines():
    page = content.propertyCollector.RetrievePropertiesEx([wish], collector.RetrieveOptions(maxObjects=2500))
    found = []
    while page:
        found += [(one.obj, {part.name: part.val for part in one.propSet}) for one in page.objects]
        page = content.propertyCollector.ContinueRetrievePropertiesEx(page.token) if page.token else None
    return found
"""

# What the driver's lists ask (Sources/Drivers/VSphere/Machine/MachineRecord.swift).
PATHS = ["name", "config.instanceUuid", "config.annotation", "config.template", "config.changeVersion", "config.hardware.numCPU",
         "config.hardware.memoryMB", "runtime.powerState", "runtime.connectionState", "runtime.host", "runtime.bootTime", "runtime.question",
         "guest.toolsRunningStatus", "guest.ipAddress", "summary.quickStats.hostMemoryUsage"]

MEASURE = """
count = len(machines())
first = time.monotonic() - start
again = []
for _ in range(int(rounds)):
    start = time.monotonic()
    machines()
    again.append(time.monotonic() - start)
print(json.dumps({"machines": count, "firstSeconds": first, "nextSeconds": again}))
"""


def run(setting, report):
    if not PYTHON.exists():
        report.add("list sites of Proxmox VE and vSphere", "not measured: it needs what tools/test-clients fetches")
        return
    count = 500 if setting.is_quick else 5_000
    rounds = str(setting.rounds(10))
    for stack, word, peer, sides in [("proxmox", "Proxmox VE", "proxmoxer", proxmox), ("vsphere", "vSphere", "pyvmomi", vsphere)]:
        simulator = subprocess.Popen([setting.strata, "sim", stack, "--vms", str(count), "--listen", "127.0.0.1:0", "-o", "json"],
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            place = json.loads(simulator.stdout.readline())
            secrets, command = sides(place, rounds)
            calls = at_rest(setting, stack, place, simulator, count)
            own = told([setting.load, "list-site", "--stack", stack, "--rounds", rounds] + secrets)
            beside = told([str(PYTHON), "-c"] + command)
        finally:
            simulator.terminate()
            simulator.wait()
        assert own["machines"] == beside["machines"] == count
        mine, theirs = Sample(own["nextSeconds"]), Sample(beside["nextSeconds"])
        report.add(f"list {count:,} machines of {word}, on an open connection", mine.text(), f"{peer}, the same fields: {theirs.text()}",
                   f"no slower than {peer}", mine.median <= theirs.median, own=mine.values, beside=theirs.values)
        report.add(f"requests to {word} in a minute, 5,000 machines at rest and watched by a server".replace("5,000", f"{count:,}"),
                   f"{calls['requests']}: {kinds(calls)}", requests=calls)
        report.add(f"connect to {word} and list them the first time", f"{own['firstSeconds'] * 1e3:.0f} ms", f"{peer}: {beside['firstSeconds'] * 1e3:.0f} ms")


def at_rest(setting, stack, place, simulator, count):
    """What a server asks of a site in a minute in which nothing happens, once it has taken everything in."""
    server = setting.server(f"at-rest-{stack}", "--no-discover")
    server.start()
    try:
        secret = f"{server.directory}/{stack}.secret"
        with open(secret, "w") as file:
            file.write(place["token"] if stack == "proxmox" else place["password"])
        user = ["--token-file", secret] if stack == "proxmox" else ["--username", place["user"], "--password-file", secret]
        subprocess.run([setting.strata, "site", "add", "sim", "--stack", stack, "--url", place["url"], "--fingerprint", place["fingerprint"], *user],
                       env=dict(os.environ, STRATA_KUBECONFIG=server.kubeconfig), check=True, capture_output=True, timeout=60)
        while len(server.call("GET", "/apis/strata.dev/v1alpha1/instances")[1]["items"]) < count:
            time.sleep(1)
        setting.wait_for_rest(server)
        counted(simulator)
        time.sleep(60)
        return counted(simulator)
    finally:
        server.stop()


def counted(simulator):
    """What the simulator was asked since this was last called."""
    simulator.send_signal(signal.SIGUSR1)
    return json.loads(simulator.stdout.readline())


def kinds(calls):
    """The most frequent requests, those that differ in the machine or task alone taken together."""
    sums = collections.Counter()
    for kind, times in calls["kinds"].items():
        sums[re.sub(r"/\d+/", "/N/", re.sub(r"UPID:[^/]*", "UPID", kind))] += times
    return ", ".join(f"{times} {kind}" for kind, times in sums.most_common(4))


def proxmox(place, rounds):
    identity, secret = place["token"].split("=")
    user, name = identity.split("!")
    return (["--url", place["url"], "--secret", f"token={place['token']}", "--secret", f"fingerprint={place['fingerprint']}"],
            [PROXMOXER + MEASURE, *address(place), user, name, secret, rounds])


def vsphere(place, rounds):
    secrets = {"username": place["user"], "password": place["password"], "fingerprint": place["fingerprint"]}
    return (["--url", place["url"]] + [word for key, value in secrets.items() for word in ("--secret", f"{key}={value}")],
            [PYVMOMI % PATHS + MEASURE, *address(place), place["user"], place["password"], rounds])


def address(place):
    return place["url"].removeprefix("https://").split(":")


def told(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")
    return json.loads(done.stdout)
