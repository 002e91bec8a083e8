"""Debian's LXD in a directory of its own, with an image of a given root file system."""
import os
import shutil
import subprocess
import time

PRESEED = """
storage_pools:
- {name: default, driver: dir}
profiles:
- name: default
  devices:
    root: {path: /, pool: default, type: disk}
"""


class LXD:
    @staticmethod
    def start(directory, root=None):
        """With the image `bench` of a root file system where one is given."""
        lxd = LXD(f"{directory}/lxd")
        try:
            lxd.prepare(directory, root)
        except BaseException:
            lxd.stop()
            raise
        return lxd

    def __init__(self, home):
        self.home = home
        self.environment = dict(os.environ, LXD_DIR=home, HOME=home)
        os.makedirs(home, mode=0o711)
        self.log = open(f"{home}.log", "wb")
        self.process = subprocess.Popen(["lxd", "--group", "root"], env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True)

    def prepare(self, directory, root):
        self.run("lxd", "waitready", "--timeout=60")
        self.run("lxd", "init", "--preseed", input=PRESEED.encode())
        if root:
            self.import_image(directory, root)

    def import_image(self, directory, root):
        image = f"{directory}/lxd-image"
        os.makedirs(image)
        with open(f"{image}/metadata.yaml", "w") as file:
            file.write(f"architecture: {os.uname().machine}\ncreation_date: {int(time.time())}\n")
        # Mapped ids are made those of root again.
        self.run("tar", "-C", os.path.dirname(root), "--owner=0", "--group=0", "-cf", f"{image}/image.tar", "rootfs")
        self.run("tar", "-C", image, "-rf", f"{image}/image.tar", "metadata.yaml")
        self.run("lxc", "image", "import", f"{image}/image.tar", "--alias", "bench")
        self.launch("bench-first")
        self.remove("bench-first")

    def run(self, *command, **options):
        self.output(*command, **options)

    def output(self, *command, **options):
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=120, **options)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode().strip()}")
        return done.stdout

    def timed(self, *command):
        """Seconds until a command returns."""
        begin = time.perf_counter()
        self.run(*command)
        return time.perf_counter() - begin

    def launch(self, name, image="bench"):
        """Seconds until `lxc launch` returns."""
        return self.timed("lxc", "launch", image, name)

    def remove(self, name):
        self.run("lxc", "delete", "--force", name)

    def stop(self):
        subprocess.run(["lxd", "shutdown", "--timeout", "30"], env=self.environment, capture_output=True)
        self.process.terminate()
        self.process.wait(60)
        self.log.close()
        with open("/proc/self/mounts") as file:
            places = [line.split()[1] for line in file if line.split()[1].startswith(self.home + "/")]
        for place in sorted(places, reverse=True):
            subprocess.run(["umount", "-l", place], capture_output=True)
        shutil.rmtree(self.home, ignore_errors=True)
