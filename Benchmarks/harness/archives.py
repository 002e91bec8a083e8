"""Exports and imports of machines that hold something, by Strata's command, beside tar and qemu-img on the same content."""
import os
import shutil

from . import instances
from .loads import Container, VirtualMachine
from .report import Sample


def run(setting, report):
    for load, tool in [(Container, "lxc-start"), (VirtualMachine, "qemu-img")]:
        if os.geteuid() != 0 or not shutil.which(tool):
            report.add(f"export of a {load.TITLE}", f"not measured: it needs root and {tool}")
            continue
        with instances.site(setting, f"archives-{load.STACK}", load.STACK) as server:
            measure(setting, report, server, load)


def measure(setting, report, server, load):
    megabytes = 16 if setting.is_quick else 256
    machine = load(setting, server, megabytes)
    times = {"export": [], "import": [], "beside": []}
    archive, target = f"{setting.directory}/archive.tar", f"{setting.directory}/beside"
    try:
        for _ in range(setting.rounds(5)):
            times["export"].append(instances.command(setting, server, "export", machine.NAME, "-f", archive))
            times["beside"].append(instances.timed(machine.archiving(target)))
            times["import"].append(instances.command(setting, server, "import", archive, "--name", "bench-imported", "--no-start"))
            instances.remove(server, "bench-imported")
            os.unlink(archive)
            os.unlink(target)
    finally:
        instances.remove(server, machine.NAME)
    exported, imported, beside = Sample(times["export"]), Sample(times["import"]), Sample(times["beside"])
    tool = " ".join(machine.archiving("…")[:2])
    report.add(f"export of a {load.TITLE} with {megabytes} MB, `strata export`, with sums and checked", exported.text(),
               f"`{tool}`: {beside.text()}; {exported.median / beside.median:.2f} ×", strata=exported.values, beside=beside.values)
    report.add("import of it, `strata import`, checked", imported.text(), strata=imported.values)
