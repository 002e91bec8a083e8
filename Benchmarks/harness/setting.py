"""What the benchmarks share: programs, scratch space, and a server full of instances."""
import json
import shutil
import subprocess
import tempfile
import time

from .server import Server


class Setting:
    def __init__(self, options):
        self.strata = options.strata
        self.load = options.load
        self.is_quick = options.quick
        self.count = 2_000 if options.quick else 25_000
        self.created = None
        self._fleet = None

    def __enter__(self):
        # On the disk that servers use: /tmp is memory on many machines.
        self.directory = tempfile.mkdtemp(prefix="strata-bench.", dir="/var/tmp")
        subprocess.run(["chmod", "711", self.directory], check=True)
        return self

    def __exit__(self, *_):
        if self._fleet:
            self._fleet.stop()
        shutil.rmtree(self.directory)

    def rounds(self, count):
        return max(2, count // 10) if self.is_quick else count

    def server(self, name, *options):
        return Server(self.strata, f"{self.directory}/{name}", *options)

    def fleet(self):
        """A server with many instances, made at first use. Their site does not exist: nothing but the API is at work."""
        if not self._fleet:
            server = self.server("fleet", "--no-discover")
            server.start()
            self._fleet = server
            self.created = self.run_load(server, "create", "--count", str(self.count))
            self.wait_for_rest(server)
        return self._fleet

    def wait_for_rest(self, server):
        """Until what the controllers have to say of the instances is written."""
        revisions = []
        while len(revisions) < 3 or len(set(revisions[-3:])) > 1:
            revisions.append(server.call("GET", "/apis/strata.dev/v1alpha1/instances?limit=1")[1]["metadata"]["resourceVersion"])
            time.sleep(1)

    def run_load(self, server, command, *options):
        """Runs strata-bench against a server; what it measured."""
        arguments = [self.load, command, "--port", str(server.port), "--ca", server.authority, "--token", server.token_file, *options]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=900)
        if done.returncode != 0:
            raise RuntimeError(f"strata-bench {command} failed: {done.stderr.strip()}")
        return json.loads(done.stdout)
