"""Machines that hold something: a container that has written into its root file system, and a virtual machine with a full disk."""
import os
import subprocess

from . import instances


class Container:
    """A running container, in whose layer lies a file of random bytes."""

    NAME = "bench-source"
    TITLE = "container"
    STACK = "lxc"

    def __init__(self, setting, server, megabytes):
        with instances.Watch(server) as watch:
            instances.create(server, self.NAME, image="busybox")
            watch.until([self.NAME], "Running")
        instances.command(setting, server, "exec", self.NAME, "--", "dd", "if=/dev/urandom", "of=/content", "bs=1M", f"count={megabytes}")
        os.sync()
        path = subprocess.run(["lxc-config", "lxc.lxcpath"], capture_output=True, text=True, check=True).stdout.strip()
        #: What the container wrote, as a directory.
        self.layer = f"{path}/{self.NAME}/upper"

    def copying(self, target):
        return ["cp", "-a", "--reflink=auto", self.layer, target]

    snapshotting = copying

    def archiving(self, target):
        return ["tar", "--numeric-owner", "--xattrs", "-cf", target, "-C", self.layer, "."]


class VirtualMachine:
    """A stopped machine whose disk is full of random bytes."""

    NAME = "bench-source"
    TITLE = "virtual machine"
    STACK = "qemu-tcg"

    def __init__(self, setting, server, megabytes):
        raw = f"{setting.directory}/content.raw"
        subprocess.run(["dd", "if=/dev/urandom", f"of={raw}", "bs=1M", f"count={megabytes}", "status=none"], check=True)
        image = f"{setting.directory}/content.qcow2"
        self.convert(raw, image)
        os.unlink(raw)
        with instances.Watch(server) as watch:
            instances.create(server, self.NAME, image=image, power="Stopped", memory="128Mi")
            watch.until([self.NAME], "Stopped")
        #: A disk with the same content, for the tools beside.
        self.disk = f"{setting.directory}/beside.qcow2"
        os.rename(image, self.disk)
        os.sync()

    @staticmethod
    def convert(source, target):
        subprocess.run(["qemu-img", "convert", "-O", "qcow2", source, target], check=True)

    def copying(self, target):
        return ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", self.disk, target]

    def snapshotting(self, target):
        return ["qemu-img", "snapshot", "-c", os.path.basename(target), self.disk]

    def archiving(self, target):
        return ["qemu-img", "convert", "-O", "qcow2", self.disk, target]
