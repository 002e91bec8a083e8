"""How soon what others do to a site of LXD's shows: containers are made by requests to the daemon itself, each timed from when the daemon answers that it is
done until a watch of Strata's tells of it."""
import os
import shutil
import time

from . import instances
from .daemons import Daemon
from .lxd import LXD
from .report import Sample


def run(setting, report):
    if os.geteuid() != 0 or not shutil.which("lxd"):
        report.add("changes of a site of LXD's", "not measured: it needs root and LXD")
        return
    lxd = LXD.start(setting.directory)
    try:
        with instances.site(setting, "lxd-changes", "lxd", options={"socket": f"{lxd.home}/unix.socket"}, adopt=True) as server:
            measure(setting, report, server, Daemon(f"{lxd.home}/unix.socket"))
    finally:
        lxd.stop()


def measure(setting, report, server, daemon):
    lags = []
    with instances.Watch(server) as watch:
        for number in range(setting.rounds(200) + 1):
            name = f"new-{number:04}"
            daemon.perform("POST", "/1.0/instances", {"name": name, "source": {"type": "none"}})
            done = time.perf_counter()
            watch.until([name], "Stopped")
            # The first is seen by the look at the site that opens the stream of events.
            if number > 0:
                lags.append(time.perf_counter() - done)
    lag = Sample(lags)
    report.add("a container of LXD's is made by others, until the watch tells", f"p50 {lag.median * 1e3:.1f} ms, p99 {lag.part(.99) * 1e3:.1f} ms", "",
               "p99 under 100 ms", lag.part(.99) < .1, lag=lag.values)
