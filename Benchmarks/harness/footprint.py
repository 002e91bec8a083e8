"""Start to ready, resident memory and idle processor time: empty, with this machine's stacks, and with many instances."""
import os
import shutil
import time

from .report import Sample


def run(setting, report):
    server = setting.server("empty", "--no-discover")
    first = server.start()
    server.stop()
    starts = []
    for _ in range(setting.rounds(20)):
        starts.append(server.start())
        server.stop()
    report.add("first start to ready, keys and certificates made", f"{first * 1e3:,.0f} ms", "", "under 1 s", first < 1, seconds=first)
    sample = Sample(starts)
    report.add("start to ready", sample.text(), "", "under 1 s", sample.part(0.9) < 1, seconds=sample.values)
    server.start()
    idle(setting, report, server, "no site")
    server.stop()
    if os.geteuid() == 0 and shutil.which("lxc-start"):
        with_site(setting, report)
    full(setting, report)


def idle(setting, report, server, state):
    time.sleep(1 if setting.is_quick else 10)
    used, begin = server.cpu(), time.perf_counter()
    time.sleep(5 if setting.is_quick else 60)
    share = (server.cpu() - used) / (time.perf_counter() - begin) * 100
    memory = server.resident()
    report.add(f"resident memory at rest, {state}", f"{memory:.1f} MB", "", "under 60 MB", memory < 60, megabytes=memory)
    report.add(f"processor time at rest, {state}", f"{share:.2f} % of one core, commands included", percent=share)


def with_site(setting, report):
    server = setting.server("site")
    server.start()
    idle(setting, report, server, "local-lxc connected")
    server.stop()


def full(setting, report):
    server = setting.fleet()
    memory = server.resident()
    report.add(f"resident memory right after {setting.count:,} instances were created", f"{memory:.0f} MB", megabytes=memory)
    server.stop()
    starts = []
    for _ in range(setting.rounds(5)):
        starts.append(server.start())
        time.sleep(5)
        memory = server.resident()
        server.stop()
    sample = Sample(starts)
    report.add(f"start to ready, {setting.count:,} instances stored", sample.text(), "", "under 1 s", sample.part(0.9) < 1, seconds=sample.values)
    report.add(f"resident memory after a start, {setting.count:,} instances", f"{memory:.0f} MB, {memory * 1e3 / setting.count:.1f} kB each", megabytes=memory)
    server.start()
