"""From the request to a running container: through the API, beside LXC's own tool, beside LXD; in turn, on the same root file system.

The time through the API is from sending the POST of the Instance to reading `status.phase: Running` on a watch. LXC's is for writing the same
container's directory and configuration, with overlay, id-map, limits and network, and `lxc-start`, which returns once the container is RUNNING.
LXD's is that of `lxc launch`, with a `dir` storage pool and no network.
"""
import os
import shutil
import time

from . import instances
from .lxd import LXD
from .native import Native
from .report import Sample

# Seconds after which the kernel has taken the last container's namespaces and control groups apart, for which the next would pay.
SETTLING = 0.3


def run(setting, report):
    if os.geteuid() != 0 or not shutil.which("lxc-start"):
        report.add("launch to running", "not measured: it needs root and LXC")
        return
    with instances.site(setting, "launch", "lxc") as server:
        measure(setting, report, server)


def measure(setting, report, server):
    times = {"strata": [], "lxc": [], "lxd": []}
    steps = {"accepted": [], "Creating": [], "Starting": []}
    # The first makes the image, the network and the layer, and is the pattern for LXC's.
    launch(server, "bench-pattern")
    native = Native("bench-pattern")
    instances.remove(server, "bench-pattern")
    lxd = LXD.start(setting.directory, native.root) if shutil.which("lxd") else None
    try:
        for number in range(setting.rounds(30)):
            name = f"bench-{number}"
            time.sleep(SETTLING)
            taken, seen = launch(server, name)
            times["strata"].append(taken)
            for step, values in steps.items():
                if step in seen:
                    values.append(seen[step])
            instances.remove(server, name)
            time.sleep(SETTLING)
            times["lxc"].append(native.launch(name))
            native.remove(name)
            if lxd:
                time.sleep(SETTLING)
                times["lxd"].append(lxd.launch(name))
                lxd.remove(name)
    finally:
        native.close()
        if lxd:
            lxd.stop()
    strata, lxc = Sample(times["strata"]), Sample(times["lxc"])
    ratio = strata.median / lxc.median
    report.add("launch to running through the API", strata.text(), f"files and `lxc-start`: {lxc.text()}; {ratio:.2f} ×",
               "at most 1.2 × lxc-start", ratio <= 1.2, strata=strata.values, lxc=lxc.values)
    report.add("of that: until accepted; told that it is being created; that it is being started",
               "; ".join(Sample(values).text() if values else "not told" for values in steps.values()), **steps)
    if lxd:
        peer = Sample(times["lxd"])
        report.add("the same", strata.text(), f"`lxc launch` of LXD: {peer.text()}; {peer.median / strata.median:.1f} times as long",
                   "several times faster than LXD", peer.median >= 2 * strata.median, lxd=peer.values)


def launch(server, name):
    """Seconds until the watch tells that it runs, and until each step before."""
    connection = server.connection()
    connection.connect()
    steps = {}
    try:
        with instances.Watch(server) as watch:
            begin = time.perf_counter()
            instances.create(server, name, connection, image="busybox", memory="64Mi")
            steps["accepted"] = time.perf_counter() - begin
            watch.until([name], "Running", lambda _, phase: steps.setdefault(phase, time.perf_counter() - begin))
        return steps["Running"], steps
    finally:
        connection.close()
