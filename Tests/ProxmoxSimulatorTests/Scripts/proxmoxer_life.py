"""Drives a server with proxmoxer through a virtual machine's life. Arguments: port, password, token's secret."""
import sys
import time

from proxmoxer import ProxmoxAPI
from proxmoxer.core import ResourceException

port, password, secret = sys.argv[1:4]
by_password = ProxmoxAPI("127.0.0.1", port=int(port), user="root@pam", password=password, verify_ssl=False)
by_token = ProxmoxAPI("127.0.0.1", port=int(port), user="root@pam", token_name="test", token_value=secret, verify_ssl=False)


def wait(cluster, task, wanted="OK"):
    node = task.split(":")[1]
    while (status := cluster.nodes(node).tasks(task).status.get())["status"] != "stopped":
        time.sleep(0.02)
    assert status["exitstatus"] == wanted, status
    return cluster.nodes(node).tasks(task).log.get()


def refused(call, code, words):
    try:
        call()
    except ResourceException as error:
        assert error.status_code == code and words in str(error.content) + str(error.errors), (error.status_code, str(error))
        return
    raise AssertionError(f"not refused: {words}")


for name, cluster in (("password", by_password), ("token", by_token)):
    number = int(cluster.cluster.nextid.get())
    guests = cluster.nodes("pve1").qemu
    wait(cluster, guests.post(vmid=number, name="life", memory=1024, cores=2, net0="virtio,bridge=vmbr0", scsi0="local-lvm:4", tags="a;b"))
    config = guests(number).config.get()
    assert config["scsi0"] == f"local-lvm:vm-{number}-disk-0,size=4G" and config["cores"] == 2 and config["memory"] == "1024", config
    assert config["net0"].startswith("virtio=BC:24:11:"), config
    wait(cluster, guests(number).status.start.post())
    current = guests(number).status.current.get()
    assert current["status"] == "running" and current["qmpstatus"] == "running" and current["pid"] > 0, current
    wait(cluster, guests(number).status.suspend.post())
    assert guests(number).status.current.get()["qmpstatus"] == "paused"
    wait(cluster, guests(number).status.resume.post())
    # Nothing is on its disk that could hear it.
    wait(cluster, guests(number).status.shutdown.post(timeout=1), "VM quit/powerdown failed - got timeout")
    refused(lambda: guests(number).delete(), 500, "is running")
    guests(number).config.put(memory=2048, description="x + y & z")
    pending = {entry["key"]: entry for entry in guests(number).pending.get()}
    assert pending["memory"]["value"] == "1024" and pending["memory"]["pending"] == "2048", pending["memory"]
    assert guests(number).config.get()["description"] == "x + y & z"
    wait(cluster, guests(number).snapshot.post(snapname="before", vmstate=1))
    wait(cluster, guests(number).status.stop.post())
    assert guests(number).config.get(current=1)["memory"] == "2048"
    wait(cluster, guests(number).snapshot("before").rollback.post())
    assert guests(number).status.current.get()["status"] == "running"
    copy = int(cluster.cluster.nextid.get())
    wait(cluster, guests(number).clone.post(newid=copy, name="copy", full=1))
    wait(cluster, guests(copy).resize.put(disk="scsi0", size="+2G"))
    assert guests(copy).config.get()["scsi0"].endswith("size=6G")
    refused(lambda: guests(copy).resize.put(disk="scsi0", size="1G"), 500, "shrinking")
    refused(lambda: guests(number).migrate.post(target="pve2", online=1), 500, "with-local-disks")
    wait(cluster, guests(number).migrate.post(target="pve2", online=1, **{"with-local-disks": 1}))
    refused(lambda: guests(number).config.get(), 500, "does not exist")
    moved = cluster.nodes("pve2").qemu(number)
    assert moved.status.current.get()["status"] == "running"
    digest = moved.config.get()["digest"]
    moved.config.put(cores=4, digest=digest)
    refused(lambda: moved.config.put(cores=3, digest=digest), 500, "detected modified configuration")
    refused(lambda: moved.config.put(nonsense=1, cores="many"), 400, "not defined in schema")
    refused(lambda: guests.post(vmid=number, name="again"), 500, "already exists")
    refused(lambda: cluster.nodes("pve1").nonsense.get(), 501, "")
    refused(lambda: guests.post(vmid=99), 400, "minimum value")
    wait(cluster, moved.status.stop.post())
    wait(cluster, moved.delete(purge=1))
    backups = cluster.nodes("pve1").storage("local").content
    dump = cluster.nodes("pve1").vzdump
    refused(lambda: dump.post(vmid=copy, **{"notes-template": "x"}), 400, "missing property")
    refused(lambda: dump.post(vmid=copy, storage="local", **{"notes-template": "{{nobody}}"}), 400, "unexpected variable name")
    refused(lambda: dump.post(vmid=copy, storage="local-lvm"), 500, "wrong content type")
    assert dump.post(vmid=999999, storage="local") == "OK"
    notes = "{{guestname}} is {{vmid}} on {{node}}\\nof {{cluster}}\\\\"
    task = dump.post(vmid=copy, storage="local", mode="snapshot", compress="zstd", remove=0, **{"notes-template": notes})
    wait(cluster, task)
    archive, = backups.get(content="backup", vmid=copy)
    volume = archive["volid"]
    assert volume.startswith(f"local:backup/vzdump-qemu-{copy}-") and archive["notes"] == f"copy is {copy} on pve1", archive
    assert backups(volume).get()["notes"] == f"copy is {copy} on pve1\nof sim\\", backups(volume).get()
    backups(volume).put(notes="kept", protected=1)
    wait(cluster, backups(volume).delete(), f"cannot remove protected volume '{volume.split(':')[1]}' on 'local'")
    wait(cluster, guests(copy).delete())
    again = int(cluster.cluster.nextid.get())
    wait(cluster, guests.post(vmid=again, archive=volume, unique=1, storage="local-lvm", name="again"))
    assert guests(again).config.get()["name"] == "again" and guests(again).config.get()["scsi0"].endswith("size=6G")
    wait(cluster, guests(again).delete())
    backups(volume).put(protected=0)
    assert backups.get(content="backup")[0]["notes"] == "kept"
    wait(cluster, backups(volume).delete())
    assert backups.get(content="backup") == []
    left = [guest["vmid"] for guest in cluster.cluster.resources.get(type="vm")]
    assert number not in left and copy not in left, left
    print(name, "ok")

wrong = ProxmoxAPI("127.0.0.1", port=int(port), user="root@pam", token_name="test", token_value="wrong", verify_ssl=False)
refused(lambda: wrong.version.get(), 401, "")
print("refusals ok")
