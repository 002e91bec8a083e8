"""Snapshots and clones of machines that hold something, by Strata's command, beside cp and qemu-img on the same content."""
import os
import shutil

from . import instances
from .loads import Container, VirtualMachine
from .report import Sample


def run(setting, report):
    for load, tool in [(Container, "lxc-start"), (VirtualMachine, "qemu-img")]:
        if os.geteuid() != 0 or not shutil.which(tool):
            report.add(f"snapshot and clone of a {load.TITLE}", f"not measured: it needs root and {tool}")
            continue
        with instances.site(setting, f"copies-{load.STACK}", load.STACK) as server:
            measure(setting, report, server, load)


def measure(setting, report, server, load):
    megabytes = 16 if setting.is_quick else 256
    machine = load(setting, server, megabytes)
    times = {"snapshot": [], "snapshot beside": [], "clone": [], "clone beside": []}
    try:
        for number in range(setting.rounds(10)):
            moment, copy, target = f"moment-{number}", f"bench-copy-{number}", f"{setting.directory}/copy-{number}"
            times["snapshot"].append(instances.command(setting, server, "snapshot", "create", machine.NAME, moment))
            times["snapshot beside"].append(instances.timed(machine.snapshotting(target)))
            discard(target)
            times["clone"].append(instances.command(setting, server, "clone", machine.NAME, copy, "--no-start"))
            times["clone beside"].append(instances.timed(machine.copying(target)))
            discard(target)
            instances.remove(server, copy)
            instances.command(setting, server, "snapshot", "rm", moment)
    finally:
        instances.remove(server, machine.NAME)
    samples = {name: Sample(values) for name, values in times.items()}
    for what, words in [("snapshot", machine.snapshotting("…")), ("clone", machine.copying("…"))]:
        strata, beside = samples[what], samples[f"{what} beside"]
        report.add(f"{what} of a {load.TITLE} with {megabytes} MB, `strata {what}`", strata.text(),
                   f"`{' '.join(words[:2])}`: {beside.text()}; {strata.median / beside.median:.2f} ×", strata=strata.values, beside=beside.values)


def discard(target):
    if os.path.isdir(target):
        shutil.rmtree(target)
    elif os.path.exists(target):
        os.unlink(target)
