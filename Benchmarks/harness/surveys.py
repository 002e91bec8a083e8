"""A libvirt site with very many machines, in libvirt's own simulator: listed by Strata's driver beside virsh, and its events.

The simulator lives in the process that asks, and reads its world from a file; both sides do that, so it is measured by itself too.
"""
import json
import shutil
import subprocess

from . import instances
from .report import Sample


def run(setting, report):
    if not shutil.which("virsh"):
        report.add("list a libvirt site", "not measured: it needs virsh")
        return
    count = 500 if setting.is_quick else 10_000
    world = f"{setting.directory}/libvirt-{count}.xml"
    write(world, count)
    uri = f"test://{world}"
    load = [setting.load, "survey-libvirt", "--uri", uri, "--rounds", str(setting.rounds(10)), "--changes", str(setting.rounds(200))]
    runs = []
    for _ in range(setting.rounds(5)):
        done = subprocess.run(load, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            raise RuntimeError(f"strata-bench survey-libvirt failed: {done.stderr.strip()}")
        runs.append(json.loads(done.stdout))
    beside = Sample([instances.timed(["virsh", "-c", uri, "list", "--all"]) for _ in range(setting.rounds(5))])
    opening = Sample([instances.timed(["virsh", "-c", uri, "uri"]) for _ in range(setting.rounds(5))])
    first = Sample([one["firstSeconds"] for one in runs])
    again = Sample([seconds for one in runs for seconds in one["nextSeconds"]])
    lag = Sample([seconds for one in runs for seconds in one["lagSeconds"]])
    report.add(f"connect to a libvirt site of {count:,} domains and list it, each definition read", first.text(),
               f"`virsh list --all`: {beside.text()}, {opening.text()} of it to read the simulator's file", first=first.values, beside=beside.values)
    report.add("list it again, definitions known from events", again.text(), again=again.values)
    report.add("a change of a domain, from the call until its event was read", f"p50 {lag.median * 1e3:.2f} ms, p99 {lag.part(.99) * 1e3:.2f} ms", "",
               "p99 under 100 ms", lag.part(.99) < .1, lag=lag.values)


def write(path, count):
    domains = "".join(f"<domain type='test'><name>vm-{number}</name><memory>131072</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>\n"
                      for number in range(count))
    with open(path, "w", encoding="ascii") as file:
        file.write(f"<node>\n{domains}</node>\n")
