"""Drives a server with pyvmomi through a virtual machine's life. Arguments: port, password."""
import sys
import threading
import time

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim, vmodl

port, password = int(sys.argv[1]), sys.argv[2]
PC = vmodl.query.PropertyCollector


def connect(user="administrator@vsphere.local", secret=password):
    return SmartConnect(host="127.0.0.1", port=port, user=user, pwd=secret, disableSslCertValidation=True)


def refused(kind, call):
    try:
        call()
    except kind as fault:
        return fault
    raise AssertionError(f"not refused: {kind}")


def wait(task):
    while task.info.state in ("queued", "running"):
        time.sleep(0.02)
    if task.info.state == "error":
        raise task.info.error
    return task.info.result


refused(vim.fault.InvalidLogin, lambda: connect(secret="wrong"))
instance = connect()
content = instance.content
assert content.about.apiType == "VirtualCenter" and content.about.instanceUuid, content.about
assert content.sessionManager.currentSession.userName == "VSPHERE.LOCAL\\administrator"
print("login ok")

datacenter = content.rootFolder.childEntity[0]
cluster = datacenter.hostFolder.childEntity[0]
hosts = cluster.host
assert len(hosts) == 3 and isinstance(cluster, vim.ClusterComputeResource) and cluster.configurationEx.drsConfig.enabled
assert hosts[0].summary.hardware.numCpuCores == 32 and hosts[0].config.product.apiType == "HostAgent"
store = datacenter.datastore[0]
other_store = datacenter.datastore[1]
network = next(n for n in datacenter.network if n.name == "VM Network")
group = next(n for n in datacenter.network if n.name == "DC0_DVPG0")
assert content.searchIndex.FindByInventoryPath("dc1/vm").childType == datacenter.vmFolder.childType
print("inventory ok")


def disk(controller, unit, size, key=-100, **backing):
    return vim.vm.device.VirtualDeviceSpec(
        operation="add", fileOperation="create",
        device=vim.vm.device.VirtualDisk(
            key=key, controllerKey=controller, unitNumber=unit, capacityInKB=size,
            backing=vim.vm.device.VirtualDisk.FlatVer2BackingInfo(fileName="", diskMode="persistent", thinProvisioned=True, **backing)))


def card(network):
    if isinstance(network, vim.dvs.DistributedVirtualPortgroup):
        port = vim.dvs.PortConnection(portgroupKey=network.key, switchUuid=network.config.distributedVirtualSwitch.uuid)
        backing = vim.vm.device.VirtualEthernetCard.DistributedVirtualPortBackingInfo(port=port)
    else:
        backing = vim.vm.device.VirtualEthernetCard.NetworkBackingInfo(deviceName=network.name, network=network)
    return vim.vm.device.VirtualDeviceSpec(operation="add", device=vim.vm.device.VirtualVmxnet3(key=-7, backing=backing))


folder = datacenter.vmFolder.CreateFolder("pyvmomi")
assert refused(vim.fault.DuplicateName, lambda: datacenter.vmFolder.CreateFolder("pyvmomi")).name == "pyvmomi"
controller = vim.vm.device.VirtualDeviceSpec(
    operation="add", device=vim.vm.device.ParaVirtualSCSIController(key=-1, busNumber=0, sharedBus="noSharing"))
config = vim.vm.ConfigSpec(
    name="life", guestId="debian12_64Guest", numCPUs=2, memoryMB=1024, annotation="a < b & c\nd", cpuHotAddEnabled=True,
    files=vim.vm.FileInfo(vmPathName=f"[{store.name}]"), extraConfig=[vim.option.OptionValue(key="strata.uid", value="42")],
    deviceChange=[controller, disk(-1, 0, 4 << 20), card(network), card(group)])
machine = wait(folder.CreateVM_Task(config=config, pool=cluster.resourcePool))
assert machine.name == "life" and machine.parent == folder and machine in cluster.resourcePool.vm and machine in network.vm and machine in group.vm
assert machine.config.annotation == "a < b & c\nd" and machine.config.extraConfig[0].value == "42" and machine.config.cpuHotAddEnabled
assert machine.config.files.vmPathName == f"[{store.name}] life/life.vmx", machine.config.files
[first] = [d for d in machine.config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)]
assert first.backing.fileName == f"[{store.name}] life/life.vmdk" and first.key == 2000 and first.controllerKey == 1000
cards = [d for d in machine.config.hardware.device if isinstance(d, vim.vm.device.VirtualEthernetCard)]
assert [c.key for c in cards] == [4000, 4001] and cards[0].macAddress.startswith("00:50:56:")
assert content.searchIndex.FindByUuid(None, machine.config.instanceUuid, True, True) == machine
assert content.searchIndex.FindByInventoryPath("dc1/vm/pyvmomi/life") == machine
refused(vim.fault.DuplicateName, lambda: wait(folder.CreateVM_Task(config=config, pool=cluster.resourcePool)))
refused(vmodl.fault.InvalidArgument, lambda: wait(folder.CreateVM_Task(config=vim.vm.ConfigSpec(
    name="bad", memoryMB=3, files=vim.vm.FileInfo(vmPathName=f"[{store.name}]")), pool=cluster.resourcePool)))
refused(vim.fault.InvalidDatastorePath, lambda: wait(folder.CreateVM_Task(config=vim.vm.ConfigSpec(
    name="bad", files=vim.vm.FileInfo(vmPathName="[nowhere]")), pool=cluster.resourcePool)))
print("create ok")

# A watcher sees everything that follows.
view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
watcher = content.propertyCollector.CreatePropertyCollector()
traversal = PC.TraversalSpec(name="view", type=vim.view.ContainerView, path="view", skip=False)
watcher.CreateFilter(PC.FilterSpec(
    objectSet=[PC.ObjectSpec(obj=view, skip=True, selectSet=[traversal])],
    propSet=[PC.PropertySpec(type=vim.VirtualMachine, pathSet=["name", "runtime.powerState", "config.hardware.numCPU"])]), False)
update = watcher.WaitForUpdatesEx("", PC.WaitOptions(maxWaitSeconds=5))
assert {o.kind for f in update.filterSet for o in f.objectSet} == {"enter"}
assert watcher.WaitForUpdatesEx(update.version, PC.WaitOptions(maxWaitSeconds=0)) is None
seen, version = [], update.version


def follow(until):
    global version
    while until not in seen:
        update = watcher.WaitForUpdatesEx(version, PC.WaitOptions(maxWaitSeconds=10))
        assert update, (until, seen)
        version = update.version
        for change in (c for f in update.filterSet for o in f.objectSet for c in ([("leave", o.obj)] if o.kind == "leave" else o.changeSet)):
            seen.append(change if isinstance(change, tuple) else (change.name, change.val))


task = machine.PowerOnVM_Task()
follow(("runtime.powerState", "poweredOn"))
wait(task)
assert machine.runtime.host in hosts and machine.runtime.bootTime and task.info.descriptionId == "VirtualMachine.powerOn"
fault = refused(vim.fault.InvalidPowerState, lambda: wait(machine.PowerOnVM_Task()))
assert fault.existingState == "poweredOn" and fault.requestedState == "poweredOn", fault
refused(vim.fault.ToolsUnavailable, machine.ShutdownGuest)
refused(vim.fault.InvalidPowerState, lambda: wait(machine.Destroy_Task()))
wait(machine.SuspendVM_Task())
follow(("runtime.powerState", "suspended"))
wait(machine.PowerOnVM_Task())
wait(machine.ResetVM_Task())
refused(vmodl.query.InvalidCollectorVersion, lambda: watcher.WaitForUpdatesEx("99", PC.WaitOptions(maxWaitSeconds=0)))
print("power ok")

wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(numCPUs=4, deviceChange=[disk(1000, 1, 1 << 20)])))
follow(("config.hardware.numCPU", 4))
refused(vim.fault.MemoryHotPlugNotSupported, lambda: wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(memoryMB=2048))))
refused(vim.fault.ConcurrentAccess, lambda: wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(changeVersion="old", annotation="x"))))
disks = [d for d in machine.config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)]
assert [d.backing.fileName.split("/")[-1] for d in disks] == ["life.vmdk", "life_1.vmdk"] and disks[1].deviceInfo.label == "Hard disk 2"
disks[1].capacityInKB = 2 << 20
wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vim.vm.device.VirtualDeviceSpec(operation="edit", device=disks[1])])))
assert [d.capacityInKB for d in machine.config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)] == [4 << 20, 2 << 20]
disks[1].capacityInKB = 1 << 20
refused(vim.fault.InvalidDeviceSpec, lambda: wait(
    machine.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[vim.vm.device.VirtualDeviceSpec(operation="edit", device=disks[1])]))))
wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(
    deviceChange=[vim.vm.device.VirtualDeviceSpec(operation="remove", fileOperation="destroy", device=disks[1])])))
refused(vim.fault.InvalidController, lambda: wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[disk(1003, 0, 1 << 20)]))))
answer = content.propertyCollector.RetrieveContents([PC.FilterSpec(
    objectSet=[PC.ObjectSpec(obj=machine)],
    propSet=[PC.PropertySpec(type=vim.VirtualMachine, pathSet=["config.hardware.device[4000]", "config.hardware.device[4000].macAddress"])])])
values = {p.name: p.val for p in answer[0].propSet}
assert values["config.hardware.device[4000].macAddress"] == cards[0].macAddress and values["config.hardware.device[4000]"].key == 4000, values
print("reconfigure ok")

snapshot = wait(machine.CreateSnapshot_Task("first", "the first", True, False))
wait(machine.PowerOffVM_Task())
wait(machine.ReconfigVM_Task(vim.vm.ConfigSpec(memoryMB=2048, numCPUs=1)))
child = wait(machine.CreateSnapshot_Task("second", "", False, False))
tree = machine.snapshot.rootSnapshotList
assert machine.snapshot.currentSnapshot == child and tree[0].snapshot == snapshot and tree[0].childSnapshotList[0].name == "second"
assert tree[0].state == "poweredOn" and snapshot.config.hardware.memoryMB == 1024
wait(snapshot.RevertToSnapshot_Task())
assert machine.runtime.powerState == "poweredOn" and machine.summary.config.memorySizeMB == 1024 and machine.summary.config.numCpu == 4
snapshot.RenameSnapshot("renamed", None)
assert machine.snapshot.rootSnapshotList[0].name == "renamed"
wait(child.RemoveSnapshot_Task(removeChildren=False))
refused(vmodl.fault.ManagedObjectNotFound, lambda: child.RemoveSnapshot_Task(removeChildren=False))
wait(machine.RemoveAllSnapshots_Task())
assert machine.snapshot is None
[first] = [d for d in machine.config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)]
assert first.backing.fileName == f"[{store.name}] life/life.vmdk" and first.backing.parent is None, first.backing
print("snapshots ok")

location = vim.vm.RelocateSpec(pool=cluster.resourcePool, datastore=other_store)
copy = wait(machine.CloneVM_Task(folder=folder, name="copy", spec=vim.vm.CloneSpec(location=location, powerOn=False, template=True)))
assert copy.config.template and copy.config.uuid != machine.config.uuid and copy.datastore == [other_store]
assert isinstance(refused(vmodl.RuntimeFault, lambda: wait(copy.PowerOnVM_Task())), vmodl.fault.NotSupported)
assert refused(vmodl.fault.InvalidArgument, lambda: copy.CloneVM_Task(
    folder=folder, name="deployed", spec=vim.vm.CloneSpec(location=vim.vm.RelocateSpec(), powerOn=False, template=False))).invalidProperty
deployed = wait(copy.CloneVM_Task(folder=folder, name="deployed", spec=vim.vm.CloneSpec(
    location=vim.vm.RelocateSpec(pool=cluster.resourcePool), powerOn=True, template=False, config=vim.vm.ConfigSpec(numCPUs=1, annotation="deployed"))))
assert deployed.runtime.powerState == "poweredOn" and deployed.config.annotation == "deployed" and deployed.summary.config.numCpu == 1
copy.MarkAsVirtualMachine(pool=cluster.resourcePool, host=hosts[0])
copy.MarkAsTemplate()
base = wait(deployed.CreateSnapshot_Task("base", "", False, False))
linked = wait(deployed.CloneVM_Task(folder=folder, name="linked", spec=vim.vm.CloneSpec(
    location=vim.vm.RelocateSpec(diskMoveType="createNewChildDiskBacking"), snapshot=base, powerOn=False, template=False)))
[leaf] = [d for d in linked.config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)]
assert "deployed" in leaf.backing.parent.fileName
print("clones ok")

target = next(h for h in hosts if h != machine.runtime.host)
wait(machine.RelocateVM_Task(vim.vm.RelocateSpec(host=target)))
assert machine.runtime.host == target and machine in target.vm
target = next(h for h in hosts if h != target)
wait(machine.MigrateVM_Task(pool=None, host=target, priority="defaultPriority"))
wait(machine.RelocateVM_Task(vim.vm.RelocateSpec(datastore=other_store)))
assert machine.datastore == [other_store] and machine.runtime.host == target
wait(hosts[0].EnterMaintenanceMode_Task(timeout=60, evacuatePoweredOffVms=True))
assert hosts[0].runtime.inMaintenanceMode and not hosts[0].vm
refused(vim.fault.InvalidHostState, lambda: wait(machine.RelocateVM_Task(vim.vm.RelocateSpec(host=hosts[0]))))
wait(hosts[0].ExitMaintenanceMode_Task(timeout=0))
print("moves ok")

# One works on a machine at a time.
slow = machine.CreateSnapshot_Task("slow", "", True, False)
assert refused(vim.fault.TaskInProgress, lambda: wait(machine.PowerOffVM_Task())).task == slow
wait(slow)
slow = machine.RelocateVM_Task(vim.vm.RelocateSpec(datastore=store))
slow.CancelTask()
refused(vmodl.fault.RequestCanceled, lambda: wait(slow))
assert machine.datastore == [other_store] and slow in content.taskManager.recentTask

field = content.customFieldsManager.AddCustomFieldDef("owner", vim.VirtualMachine)
refused(vim.fault.DuplicateName, lambda: content.customFieldsManager.AddCustomFieldDef("owner", vim.VirtualMachine))
content.customFieldsManager.SetField(machine, field.key, "strata")
machine.setCustomValue("owner", "strata two")
assert [(v.key, v.value) for v in machine.customValue] == [(field.key, "strata two")]

query = vim.event.EventFilterSpec(entity=vim.event.EventFilterSpec.ByEntity(entity=machine, recursion="self"))
events = content.eventManager.QueryEvents(query)
kinds = [type(e).__name__.rsplit(".", 1)[-1] for e in events]
for kind in ("VmCreatedEvent", "VmPoweredOnEvent", "VmSuspendedEvent", "VmReconfiguredEvent", "VmMigratedEvent", "VmRelocatedEvent", "TaskEvent"):
    assert kind in kinds, (kind, kinds)
assert [e.key for e in events] == sorted(e.key for e in events) and events[0].userName == "VSPHERE.LOCAL\\administrator"
assert any(e.configSpec.numCPUs == 4 for e in events if isinstance(e, vim.event.VmReconfiguredEvent))
collector = content.eventManager.CreateCollectorForEvents(query)
page = collector.ReadNextEvents(3)
assert [e.key for e in page] == [e.key for e in events[:3]] and collector.ReadNextEvents(2)[0].key == events[3].key
assert collector.latestPage[0].key == events[-1].key
print("events ok")

counters = {f"{c.groupInfo.key}.{c.nameInfo.key}.{c.rollupType}": c.key for c in content.perfManager.perfCounter}
assert content.perfManager.QueryPerfProviderSummary(machine).refreshRate == 20
[series] = content.perfManager.QueryPerf([vim.PerformanceManager.QuerySpec(
    entity=machine, intervalId=20, maxSample=3,
    metricId=[vim.PerformanceManager.MetricId(counterId=counters[n], instance="") for n in ("cpu.usage.average", "mem.consumed.average")])])
refused(vmodl.fault.InvalidArgument, lambda: content.perfManager.QueryPerf([vim.PerformanceManager.QuerySpec(entity=machine, intervalId=7)]))
assert len(series.value) == 2 and all(0 < v <= 10000 for v in series.value[0].value), series
print("performance ok")

ticket = machine.AcquireTicket("webmks")
assert ticket.url.endswith(ticket.ticket) and ticket.port == port and ticket.sslThumbprint.count(":") == 19
wait(machine.PowerOffVM_Task())
machine.UnregisterVM()
refused(vmodl.fault.ManagedObjectNotFound, lambda: machine.name)
machine = wait(folder.RegisterVM_Task(path=f"[{other_store.name}] life/life.vmx", asTemplate=False, pool=cluster.resourcePool))
follow(("name", "life"))
browse = other_store.browser.SearchDatastore_Task(f"[{other_store.name}] life", vim.host.DatastoreBrowser.SearchSpec(matchPattern=["*.vmdk"]))
found = [f.path for f in wait(browse).file]
assert "life.vmdk" in found, found
wait(deployed.PowerOffVM_Task())
for gone in (linked, deployed, copy, machine):
    wait(gone.Destroy_Task())
follow(("leave", machine))
wait(folder.Destroy_Task())
refused(vmodl.fault.ManagedObjectNotFound, lambda: folder.name)
refused(vim.fault.FileNotFound, lambda: other_store.browser.SearchDatastore_Task(f"[{other_store.name}] life"))
refused(vmodl.fault.NotSupported, lambda: content.customizationSpecManager.DuplicateCustomizationSpec("a", "b"))
print("delete ok")

# Who waits can be told to stop.
canceled = []
waiting = threading.Thread(target=lambda: canceled.append(refused(vmodl.fault.RequestCanceled, lambda: watcher.WaitForUpdates(version))))
while (update := watcher.WaitForUpdatesEx(version, PC.WaitOptions(maxWaitSeconds=0))) is not None:
    version = update.version
waiting.start()
while not canceled:
    time.sleep(0.05)
    watcher.CancelWaitForUpdates()
waiting.join()
Disconnect(instance)
refused(vim.fault.NotAuthenticated, lambda: datacenter.name)
print("logout ok")
