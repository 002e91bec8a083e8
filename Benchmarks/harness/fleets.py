"""A hundred containers started and stopped at once: through the API, beside a shell loop of LXC's own tools over the same containers."""
import concurrent.futures
import os
import shutil
import threading
import time

from . import instances
from .native import Native


def run(setting, report):
    if os.geteuid() != 0 or not shutil.which("lxc-start"):
        report.add("many containers at once", "not measured: it needs root and LXC")
        return
    with instances.site(setting, "fleets", "lxc") as server:
        measure(setting, report, server)


def measure(setting, report, server):
    count = 10 if setting.is_quick else 100
    with instances.Watch(server) as watch:
        instances.create(server, "bench-pattern", image="busybox", memory="64Mi")
        watch.until(["bench-pattern"], "Running")
    native = Native("bench-pattern")
    instances.remove(server, "bench-pattern")
    names = [f"bench-{number}" for number in range(count)]
    try:
        with instances.Watch(server) as watch:
            for name in names:
                instances.create(server, name, image="busybox", memory="64Mi", power="Stopped")
            watch.until(names, "Stopped")
        started, stopped = change(server, names, "Running"), change(server, names, "Stopped")
        instances.remove(server, *names)
        for name in names:
            native.make(name)
        loop = [native.loop("lxc-start -d", names), native.loop("lxc-stop", names)]
    finally:
        native.close()
    for what, strata, shell, tool in [("started", started, loop[0], "lxc-start"), ("stopped", stopped, loop[1], "lxc-stop")]:
        report.add(f"{count} containers {what} at once, through the API", f"{strata:.2f} s", f"a shell loop of `{tool}`: {shell:.2f} s; {shell / strata:.1f} times as long",
                   "faster than the loop", strata < shell, strata=strata, loop=shell)


def change(server, names, power):
    """Seconds from the first request, of many at once, until the watch told that all have come to a power state."""
    local = threading.local()

    def patch(name):
        if not hasattr(local, "connection"):
            local.connection = server.connection()
        instances.expect(server.call("PATCH", f"{instances.PATH}/{name}", {"spec": {"power": power}}, local.connection), 200)

    with instances.Watch(server) as watch:
        begin = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(patch, names))
            watch.until(names, power)
        return time.perf_counter() - begin
