"""From the request to the first word of a virtual machine on its console: through the API, beside QEMU alone with the same arguments."""
import os
import shutil
import subprocess
import time

from . import instances
from .report import Sample

READY = b"tiny: started"


def run(setting, report):
    if os.geteuid() != 0 or not shutil.which("qemu-system-x86_64"):
        report.add("boot of `tiny` to its console", "not measured: it needs root and QEMU")
        return
    with instances.site(setting, "boot", "qemu-tcg") as server:
        measure(setting, report, server)


def measure(setting, report, server):
    times = {"strata": [], "qemu": []}
    # The first makes the image and the network, and shows the arguments.
    boot(server, "bench-pattern")
    plain = Plain(server, "bench-pattern", f"{setting.directory}/plain")
    for number in range(setting.rounds(10)):
        name = f"bench-{number}"
        times["strata"].append(boot(server, name))
        instances.remove(server, name)
        times["qemu"].append(plain.boot())
    instances.remove(server, "bench-pattern")
    strata, qemu = Sample(times["strata"]), Sample(times["qemu"])
    ratio = strata.median / qemu.median
    report.add("boot of `tiny` to its console, through the API", strata.text(), f"`qemu-system-x86_64` with the same arguments: {qemu.text()}; {ratio:.2f} ×",
               "at most 1.1 × QEMU", ratio <= 1.1, strata=strata.values, qemu=qemu.values)


def boot(server, name):
    """Seconds from the request until the machine's first word is in its console's log."""
    begin = time.perf_counter()
    instances.create(server, name, image="tiny", memory="128Mi")
    wait(f"{server.directory}/qemu-tcg/{name}/console.log")
    return time.perf_counter() - begin


def wait(log):
    end = time.perf_counter() + 120
    while time.perf_counter() < end:
        try:
            with open(log, "rb") as file:
                if READY in file.read():
                    return
        except FileNotFoundError:
            pass
        time.sleep(0.002)
    raise RuntimeError(f"nothing was said in {log}")


class Plain:
    """QEMU, started by hand with what Strata starts it with: other places for its sockets and its log, and a network interface that leads nowhere."""

    INTERFACE = "strata-bench0"

    def __init__(self, server, name, directory):
        home = f"{server.directory}/qemu-tcg/{name}"
        with open(f"{home}/pid") as file, open(f"/proc/{int(file.read())}/cmdline") as words:
            arguments = words.read().split("\0")[:-1]
        # Strata starts it halted, and lets it go once its limits hold.
        arguments.remove("-S")
        self.directory = directory
        tap = next(word for word in arguments if word.startswith("tap,"))
        interface = next(part for part in tap.split(",") if part.startswith("ifname="))
        kept = [f"{home}/kernel", f"{home}/initrd"]
        self.arguments = [word if word in kept else word.replace(home, directory).replace(interface, f"ifname={self.INTERFACE}") for word in arguments]

    def boot(self):
        os.makedirs(self.directory)
        subprocess.run(["ip", "tuntap", "add", self.INTERFACE, "mode", "tap"], check=True)
        try:
            begin = time.perf_counter()
            process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL)
            try:
                wait(f"{self.directory}/console.log")
                return time.perf_counter() - begin
            finally:
                process.kill()
                process.wait()
        finally:
            subprocess.run(["ip", "link", "delete", self.INTERFACE], check=True)
            shutil.rmtree(self.directory)
