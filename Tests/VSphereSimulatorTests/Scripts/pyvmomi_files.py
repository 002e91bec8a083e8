"""Takes a machine out of a server and puts it in again, with pyvmomi, and looks at files. Arguments: port, user, password."""
import re
import sys
import time

import requests
from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim, vmodl

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
instance = SmartConnect(host="127.0.0.1", port=port, user=user, pwd=password, disableSslCertValidation=True)
content = instance.content
isESXi = content.about.apiType == "HostAgent"
web = requests.Session()
# Neither authorities of the environment nor its proxies count.
web.verify, web.trust_env = False, False
requests.packages.urllib3.disable_warnings()
name, value = re.match(r'(\w+)="?([^";]+)', instance._stub.cookie).groups()


def wait(task):
    while task.info.state in ("queued", "running"):
        time.sleep(0.02)
    if task.info.state == "error":
        raise task.info.error
    return task.info.result


def refused(kind, call):
    try:
        call()
    except kind as fault:
        return fault
    raise AssertionError(f"not refused: {kind}")


datacenter = content.rootFolder.childEntity[0]
machine = datacenter.vmFolder.childEntity[0]
pool = datacenter.hostFolder.childEntity[0].resourcePool
if machine.runtime.powerState == "poweredOn":
    refused(vim.fault.InvalidPowerState, machine.ExportVm)
    wait(machine.PowerOffVM_Task())
lease = machine.ExportVm()
while lease.state == "initializing":
    time.sleep(0.02)
assert lease.state == "ready" and lease.info.entity == machine and lease.info.leaseTimeout > 0, lease.state
[device] = lease.info.deviceUrl
url = device.url.replace("*", "127.0.0.1")
refused(vmodl.MethodFault, lambda: wait(machine.PowerOnVM_Task()))
image = web.get(url)
assert image.status_code == 200 and image.content[:4] == b"KDMV" and len(image.content) % 512 == 0
lease.HttpNfcLeaseProgress(50)
descriptor = content.ovfManager.CreateDescriptor(machine, vim.OvfManager.CreateDescriptorParams(
    name="out", ovfFiles=[vim.OvfManager.OvfFile(deviceId=device.key, path="disk-0.vmdk", size=len(image.content))])).ovfDescriptor
lease.HttpNfcLeaseComplete()
assert lease.state == "done"
refused(vmodl.MethodFault, lease.HttpNfcLeaseComplete)

spec = content.ovfManager.CreateImportSpec(
    descriptor, pool, datacenter.datastore[0], vim.OvfManager.CreateImportSpecParams(entityName="imported", diskProvisioning="thin"))
assert not spec.error and len(spec.fileItem) == 1, spec
lease = pool.ImportVApp(spec.importSpec, datacenter.vmFolder)
while lease.state == "initializing":
    time.sleep(0.02)
[target] = lease.info.deviceUrl
assert target.importKey == spec.fileItem[0].deviceId, (target.importKey, spec.fileItem)
assert web.post(target.url.replace("*", "127.0.0.1"), data=image.content * 40, headers={"Content-Type": "application/x-vnd.vmware-streamVmdk"}).ok
lease.HttpNfcLeaseComplete()
imported = lease.info.entity if lease.info else next(m for m in datacenter.vmFolder.childEntity if m.name == "imported")
assert imported.summary.config.memorySizeMB == machine.summary.config.memorySizeMB
lease = imported.ExportVm()
while lease.state == "initializing":
    time.sleep(0.02)
assert web.get(lease.info.deviceUrl[0].url.replace("*", "127.0.0.1")).content == image.content * 40
lease.HttpNfcLeaseAbort()
assert lease.state == "error"
wait(imported.PowerOnVM_Task())
while imported.guest.toolsRunningStatus != "guestToolsRunning":
    time.sleep(0.02)
assert imported.guest.ipAddress.startswith("10.")
imported.ShutdownGuest()
while imported.runtime.powerState != "poweredOff":
    time.sleep(0.02)
wait(imported.Destroy_Task())
abandoned = pool.ImportVApp(spec.importSpec, datacenter.vmFolder)
while abandoned.state == "initializing":
    time.sleep(0.02)
abandoned.HttpNfcLeaseAbort()
assert "imported" not in [m.name for m in datacenter.vmFolder.childEntity]

store = datacenter.datastore[0].name
content.fileManager.MakeDirectory(f"[{store}] images", datacenter)
address = f"https://127.0.0.1:{port}/folder/images/a%20b.iso?dcPath={datacenter.name}&dsName={store}"
assert web.put(address, data=b"x").status_code == 401
cookie = {"Cookie": f'{name}="{value}"'}
assert web.put(address, data=b"iso" * 300_000, headers=cookie).status_code == 201
assert web.head(address, headers=cookie).headers["Content-Length"] == "900000"
assert web.get(address, auth=(user, password)).content == b"iso" * 300_000
drive = vim.vm.device.VirtualCdrom(
    key=-1, controllerKey=200, backing=vim.vm.device.VirtualCdrom.IsoBackingInfo(fileName=f"[{store}] images/a b.iso"),
    connectable=vim.vm.device.VirtualDevice.ConnectInfo(startConnected=True, allowGuestControl=True, connected=False))
wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vim.vm.device.VirtualDeviceSpec(operation="add", device=drive)])))
drive.backing.fileName = f"[{store}] images/none.iso"
refused(vim.fault.FileNotFound, lambda: wait(
    machine.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vim.vm.device.VirtualDeviceSpec(operation="add", device=drive)]))))
assert web.delete(address, headers=cookie).status_code == 204 and web.get(address, headers=cookie).status_code == 404
made = wait(content.virtualDiskManager.CreateVirtualDisk_Task(
    f"[{store}] images/data.vmdk", datacenter, vim.VirtualDiskManager.FileBackedVirtualDiskSpec(diskType="thin", adapterType="lsiLogic", capacityKb=1 << 20)))
wait(content.virtualDiskManager.CopyVirtualDisk_Task(made, datacenter, f"[{store}] images/copy.vmdk", datacenter))
refused(vim.fault.FileAlreadyExists, lambda: content.fileManager.MakeDirectory(f"[{store}] images", datacenter))
wait(content.fileManager.DeleteDatastoreFile_Task(f"[{store}] images", datacenter))
refused(vim.fault.FileNotFound, lambda: wait(content.fileManager.DeleteDatastoreFile_Task(f"[{store}] images", datacenter)))
if isESXi:
    assert machine._moId.isdigit() and datacenter._moId == "ha-datacenter" and machine.runtime.host._moId == "ha-host"
    refused(vmodl.fault.NotSupported, lambda: machine.CloneVM_Task(datacenter.vmFolder, "copy", vim.vm.CloneSpec(
        location=vim.vm.RelocateSpec(), powerOn=False, template=False)))
    refused(vmodl.fault.NotSupported, lambda: datacenter.vmFolder.CreateFolder("x"))
    assert content.customFieldsManager is None and content.about.instanceUuid is None
Disconnect(instance)
print("files ok")
