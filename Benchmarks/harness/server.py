"""A `strata serve` in a directory of its own, on a free port."""
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import time


class Server:
    def __init__(self, program, directory, *options):
        self.program = program
        self.directory = directory
        self.options = options
        self.authority = f"{directory}/pki/ca.crt"
        self.token_file = f"{directory}/token"
        self.kubeconfig = f"{directory}/kubeconfig"
        self.process = None

    def start(self):
        """Starts the program and waits for the line that says it is ready. Gives the seconds that took."""
        begin = time.perf_counter()
        with open(f"{self.directory}.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--data", self.directory, "--listen", "127.0.0.1:0", "--log-level", "warning", *self.options],
                stdout=subprocess.PIPE, stderr=log, start_new_session=True)
        line = self.process.stdout.readline().decode()
        taken = time.perf_counter() - begin
        found = re.search(r"ready at \S*:(\d+)", line)
        if not found:
            raise RuntimeError(f"the server did not start; see {self.directory}.log")
        self.port = int(found.group(1))
        with open(self.token_file) as file:
            self.token = file.read().strip()
        return taken

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process.stdout.close()
            self.process = None

    def resident(self):
        """Resident memory in MB (10^6 bytes)."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) * 1024 / 1e6

    def cpu(self):
        """Processor time used so far in seconds, that of children that have ended included."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")

    def connection(self):
        context = ssl.create_default_context(cafile=self.authority)
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=120)

    def call(self, method, path, body=None, connection=None):
        """One request; its status and its JSON."""
        own = connection or self.connection()
        try:
            kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
            own.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = own.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            if not connection:
                own.close()

    def watch(self, path):
        """The events of a watch, as they come. It has begun when this returns."""
        connection = self.connection()
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()

        def events():
            try:
                while line := answer.readline():
                    yield json.loads(line)
            finally:
                connection.close()

        return events()
