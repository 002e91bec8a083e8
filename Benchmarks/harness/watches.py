"""A thousand watchers see one change, again and again. The lag is from sending the change to the last byte of each watcher's line.

The watchers run in one process on one event loop, so a part of the lag is their own reading, one after the other.
"""


def run(setting, report):
    server = setting.fleet()
    watchers = 100 if setting.is_quick else 1_000
    changes = setting.rounds(200)
    seen = setting.run_load(server, "watch", "--watchers", str(watchers), "--changes", str(changes))
    report.add(
        f"{watchers:,} watchers over HTTPS see one change ({changes} changes)",
        f"p50 {seen['p50ms']:.1f} ms, p99 {seen['p99ms']:.1f} ms, max {seen['maxms']:.1f} ms", "", "p99 under 100 ms", seen["p99ms"] < 100, **seen)
