"""Instances of a server of its own: made, waited for by a watch, changed and removed."""
import contextlib
import os
import subprocess
import time

GROUP = "/apis/strata.dev/v1alpha1"
PATH = f"{GROUP}/namespaces/default/instances"
SITE = "bench"


@contextlib.contextmanager
def site(setting, name, stack, options=None, adopt=False):
    """A server that has one site, and takes its network away at the end. Machines of others are not looked at unless they are to be, so that they cost it
    nothing."""
    server = setting.server(name, "--no-discover")
    server.start()
    try:
        expect(server.call("POST", f"{GROUP}/sites", {"apiVersion": "strata.dev/v1alpha1", "kind": "Site", "metadata": {"name": SITE},
                                                      "spec": {"stack": stack, "adopt": adopt, "options": options or {}}}), 201)
        yield server
    finally:
        subprocess.run([setting.strata, "network", "reset", "--data", server.directory], capture_output=True)
        server.stop()


def expect(answer, status):
    """What the server answered, which must be of this status."""
    if answer[0] != status:
        raise RuntimeError(f"the server answered {answer[0]}: {answer[1]}")
    return answer[1]


class Watch:
    """What becomes of instances from now on."""

    def __init__(self, server):
        _, listing = server.call("GET", PATH + "?limit=1")
        self.events = server.watch(f"{PATH}?watch=true&resourceVersion={listing['metadata']['resourceVersion']}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.events.close()

    def until(self, names, phase, seen=None):
        """Returns once each of the names has come to a phase; `seen` is told of each phase of each name."""
        waiting = set(names)
        while waiting:
            instance = next(self.events)["object"]
            name, status = instance["metadata"]["name"], instance.get("status", {})
            if seen:
                seen(name, status.get("phase"))
            if status.get("phase") == "Failed" and name in waiting:
                raise RuntimeError(f"{name} failed: {status}")
            if status.get("phase") == phase:
                waiting.discard(name)


def document(name, **spec):
    return {"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": name}, "spec": {"site": SITE, **spec}}


def create(server, name, connection=None, **spec):
    expect(server.call("POST", PATH, document(name, **spec), connection), 201)


def remove(server, *names):
    for name in names:
        server.call("DELETE", f"{PATH}/{name}", {"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0})
    for name in names:
        while server.call("GET", f"{PATH}/{name}")[0] != 404:
            time.sleep(0.02)


def command(setting, server, *words):
    """Seconds that a verb of the command takes, from its start to its end."""
    environment = {**os.environ, "STRATA_KUBECONFIG": server.kubeconfig, "STRATA_DATA": server.directory}
    return timed([setting.strata, *words], env=environment)


def timed(words, **options):
    """Seconds that a command takes, which must succeed."""
    begin = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    taken = time.perf_counter() - begin
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return taken
