"""A list of all instances over HTTPS, beside nginx that serves the same bytes as a file over HTTPS.

Both are fetched by curl on a connection of its own, in turn, with the same certificate and cipher. curl is the reader in both: what it
costs to decrypt and throw away is in both times.
"""
import subprocess
import time

from .nginx import Nginx
from .report import Sample

PATH = "/apis/strata.dev/v1alpha1/instances"


def run(setting, report):
    server = setting.fleet()
    created = setting.created
    report.add(f"create {setting.count:,} instances, 64 connections", f"{created['perSecond']:,.0f}/s, p50 {created['p50ms']:.1f} ms, p99 {created['p99ms']:.1f} ms",
               perSecond=created["perSecond"])
    body = f"{setting.directory}/list.json"
    fetch(server, f"https://127.0.0.1:{server.port}{PATH}", body)
    with Nginx(setting.directory, body, server.directory) as nginx:
        ours, theirs = f"https://127.0.0.1:{server.port}{PATH}", f"https://127.0.0.1:{nginx.port}/list.json"
        for url in [ours, theirs]:
            fetch(server, url)
        times = {ours: [], theirs: []}
        for _ in range(setting.rounds(30)):
            for url in times:
                times[url].append(fetch(server, url))
    strata, peer = Sample(times[ours]), Sample(times[theirs])
    size = subprocess.run(["stat", "-c", "%s", body], capture_output=True, text=True, check=True).stdout
    ratio = strata.median / peer.median
    report.add(f"list {setting.count:,} instances ({int(size) / 1e6:.1f} MB) over HTTPS", strata.text(),
               f"nginx: {peer.text()}; {ratio:.2f} ×", "at most 2 × nginx", ratio <= 2, strata=strata.values, nginx=peer.values)
    report.add("the same, against a second", strata.text(), "", "under 1 s", strata.median < 1)
    one = Sample([fetch(server, ours.replace("/instances", "/namespaces/default/instances/web-000001")) for _ in range(setting.rounds(30))])
    report.add("get one instance, new connection", one.text(), strata=one.values)
    few = Sample([fetch(server, ours + "?fieldSelector=status.nativeID%3Dnone") for _ in range(setting.rounds(30))])
    report.add(f"list by an indexed field, none of {setting.count:,} found, new connection", few.text(), strata=few.values)


def fetch(server, url, output="/dev/null"):
    """Seconds from the start of the connection to the last byte, by curl's clock."""
    done = subprocess.run(
        ["curl", "-sS", "--fail", "--cacert", server.authority, "--tls13-ciphers", "TLS_AES_128_GCM_SHA256", "-H", f"Authorization: Bearer {server.token}",
         "-o", output, "-w", "%{time_total}", url], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"curl {url}: {done.stderr}")
    return float(done.stdout)
