"""A container made and started as LXC alone does it, after the pattern of one that Strata made: same image, layers, ids, limits, network."""
import os
import re
import shutil
import subprocess
import time


class Native:
    def __init__(self, pattern):
        self.path = subprocess.run(["lxc-config", "lxc.lxcpath"], capture_output=True, text=True, check=True).stdout.strip()
        self.pattern = f"{self.path}/{pattern}"
        self.tree = []
        for place, _, files in os.walk(self.pattern):
            # What the running pattern wrote is not part of what is made.
            relative = os.path.relpath(place, self.pattern)
            self.tree.append((relative, None, os.lstat(place)))
            for file in files:
                full = os.path.join(place, file)
                if os.path.isfile(full) and not os.path.islink(full) and file not in ("config", "start.log", "console.log"):
                    with open(full, "rb") as content:
                        self.tree.append((os.path.join(relative, file), content.read(), os.lstat(full)))
        with open(f"{self.pattern}/config") as file:
            lines = [line for line in file.read().splitlines() if line and not line.startswith("#")]
        self.config = "\n".join(lines) + "\n"
        self.root = re.search(r"lxc.rootfs.path = overlay:([^:]+):", self.config).group(1)
        # As Strata runs it: newuidmap(1), which refuses ids that /etc/subuid does not grant, is not found without PATH.
        self.environment = {key: value for key, value in os.environ.items() if key != "PATH" or "lxc.idmap" not in self.config}
        self.start = shutil.which("lxc-start")
        self.started = []

    def make(self, name):
        """Writes a container's directory and configuration."""
        home = f"{self.path}/{name}"
        config = self.config.replace(f"{self.pattern}/", f"{home}/").replace("/strata.", "/files.")
        self.started.append(name)
        for relative, content, status in self.tree:
            place = os.path.normpath(os.path.join(home, relative.replace("strata.", "files.")))
            if content is None:
                os.mkdir(place)
            else:
                with open(place, "wb") as file:
                    file.write(content)
            os.chown(place, status.st_uid, status.st_gid)
            os.chmod(place, status.st_mode & 0o7777)
        with open(f"{home}/config", "w") as file:
            file.write(config)

    def launch(self, name):
        """Seconds until lxc-start says that the container runs, its making included."""
        begin = time.perf_counter()
        self.make(name)
        subprocess.run([self.start, "-P", self.path, "-n", name, "-d"], env=self.environment, check=True)
        taken = time.perf_counter() - begin
        state = subprocess.run(["lxc-info", "-P", self.path, "-n", name, "-s", "-H"], capture_output=True, text=True).stdout.strip()
        if state != "RUNNING":
            raise RuntimeError(f"{name} is {state} after lxc-start")
        return taken

    def loop(self, tool, names):
        """Seconds that a shell takes to run a tool of LXC's for one container after another."""
        begin = time.perf_counter()
        script = f'path=$1; shift; for name in "$@"; do {shutil.which(tool.split()[0])} {" ".join(tool.split()[1:])} -P "$path" -n "$name" || exit 1; done'
        subprocess.run(["/bin/sh", "-c", script, "sh", self.path, *names], env=self.environment, check=True)
        return time.perf_counter() - begin

    def remove(self, name):
        subprocess.run(["lxc-stop", "-P", self.path, "-n", name, "-k"], capture_output=True)
        shutil.rmtree(f"{self.path}/{name}", ignore_errors=True)
        self.started.remove(name)

    def close(self):
        for name in list(self.started):
            self.remove(name)
