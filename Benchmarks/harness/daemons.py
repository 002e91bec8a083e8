"""A site of LXD's: launching beside `lxc launch`, and listing many stopped containers beside `lxc list`.

Strata and lxc ask the same daemon, with a `dir` storage pool and no network, for containers of the same image. The time through the API is from sending
the POST of the Instance to reading `status.phase: Running` on a watch; that of lxc is its command's.
"""
import http.client
import json
import os
import shutil
import socket
import time

from . import instances
from .launches import launch
from .lxd import LXD
from .report import Sample

SETTLING = 0.3


def run(setting, report):
    if os.geteuid() != 0 or not shutil.which("lxd"):
        report.add("a site of LXD's", "not measured: it needs root and LXD")
        return
    lxd = LXD.start(setting.directory)
    try:
        with instances.site(setting, "lxd-launch", "lxd", options={"socket": f"{lxd.home}/unix.socket"}) as server:
            measure_launches(setting, report, server, lxd)
        with instances.site(setting, "lxd-list", "lxd", options={"socket": f"{lxd.home}/unix.socket"}, adopt=True) as server:
            measure_list(setting, report, server, lxd)
    finally:
        lxd.stop()


def measure_launches(setting, report, server, lxd):
    # The first sends the image.
    launch(server, "bench-first")
    instances.remove(server, "bench-first")
    image = json.loads(lxd.output("lxc", "image", "list", "--format", "json"))[0]["fingerprint"]
    lxd.launch("bench-first", image)
    lxd.remove("bench-first")
    times = {"strata": [], "lxc": []}
    for number in range(setting.rounds(30)):
        name = f"bench-{number}"
        time.sleep(SETTLING)
        times["strata"].append(launch(server, name)[0])
        instances.remove(server, name)
        time.sleep(SETTLING)
        times["lxc"].append(lxd.launch(name, image))
        lxd.remove(name)
    strata, peer = Sample(times["strata"]), Sample(times["lxc"])
    ratio = strata.median / peer.median
    report.add("launch to running on LXD through the API", strata.text(), f"`lxc launch`: {peer.text()}; {ratio:.2f} ×", "at most 1.05 × lxc launch",
               ratio <= 1.05, strata=strata.values, lxc=peer.values)


def measure_list(setting, report, server, lxd):
    count = 100 if setting.is_quick else 1_000
    daemon = Daemon(f"{lxd.home}/unix.socket")
    for number in range(count):
        daemon.perform("POST", "/1.0/instances", {"name": f"many-{number:04}", "source": {"type": "none"}})
    while instances.expect(server.call("GET", instances.PATH + "?limit=1"), 200)["metadata"].get("remainingItemCount", 0) + 1 < count:
        time.sleep(0.5)
    times = {"strata": [], "lxc": []}
    for _ in range(setting.rounds(20)):
        times["strata"].append(instances.command(setting, server, "ls"))
        times["lxc"].append(lxd.timed("lxc", "list"))
    strata, peer = Sample(times["strata"]), Sample(times["lxc"])
    report.add(f"`strata ls` of {count:,} stopped containers of LXD", strata.text(), f"`lxc list`: {peer.text()}; {peer.median / strata.median:.1f} times as long",
               "faster than lxc list", strata.median < peer.median, strata=strata.values, lxc=peer.values)


class Daemon:
    """Requests to a daemon's Unix socket."""

    def __init__(self, path):
        self.path = path

    def send(self, method, target, body=None):
        connection = http.client.HTTPConnection("lxd", timeout=120)
        connection.sock = socket.socket(socket.AF_UNIX)
        try:
            connection.sock.connect(self.path)
            connection.request(method, target, json.dumps(body) if body is not None else None)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if answer["type"] == "error":
            raise RuntimeError(f"{method} {target}: {answer['error']}")
        return answer

    def perform(self, method, target, body):
        """Waits until what was asked for is done."""
        operation = self.send(method, target, body)["operation"]
        done = self.send("GET", f"{operation}/wait")["metadata"]
        if done["status_code"] != 200:
            raise RuntimeError(f"{method} {target}: {done['err']}")
