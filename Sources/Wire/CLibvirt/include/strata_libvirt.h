// libvirt's C library, found when it is first asked for and not when the program starts: machines without libvirt run the rest of it.
#ifndef STRATA_LIBVIRT_H
#define STRATA_LIBVIRT_H

#include <libvirt/libvirt-lxc.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

// What is called in the library. Each has its type from libvirt's own headers.
#define STRATA_LIBVIRT_FUNCTIONS(X) \
    X(virInitialize) X(virGetVersion) X(virGetLastError) X(virResetLastError) X(virSetErrorFunc) \
    X(virEventRegisterDefaultImpl) X(virEventRunDefaultImpl) X(virEventAddTimeout) \
    X(virConnectOpenAuth) X(virConnectClose) X(virConnectIsAlive) X(virConnectSetKeepAlive) \
    X(virConnectRegisterCloseCallback) X(virConnectUnregisterCloseCallback) \
    X(virConnectGetType) X(virConnectGetURI) X(virConnectGetVersion) X(virConnectGetLibVersion) X(virConnectGetHostname) \
    X(virConnectGetCapabilities) X(virConnectGetDomainCapabilities) X(virNodeGetInfo) X(virNodeGetFreeMemory) \
    X(virConnectListAllDomains) X(virConnectGetAllDomainStats) X(virDomainStatsRecordListFree) X(virDomainListGetStats) X(virDomainGetInfo) \
    X(virConnectDomainEventRegisterAny) X(virConnectDomainEventDeregisterAny) \
    X(virDomainLookupByName) X(virDomainLookupByUUIDString) X(virDomainFree) X(virDomainGetName) X(virDomainGetUUIDString) \
    X(virDomainGetXMLDesc) X(virDomainGetState) X(virDomainIsPersistent) X(virDomainDefineXMLFlags) X(virDomainCreateXML) \
    X(virDomainCreateWithFlags) X(virDomainShutdownFlags) X(virDomainDestroyFlags) X(virDomainSuspend) X(virDomainResume) \
    X(virDomainReset) X(virDomainUndefineFlags) X(virDomainManagedSave) X(virDomainHasManagedSaveImage) \
    X(virDomainManagedSaveRemove) X(virDomainSetVcpusFlags) X(virDomainGetVcpusFlags) X(virDomainSetMemoryFlags) \
    X(virDomainMemoryStats) X(virDomainAttachDeviceFlags) X(virDomainDetachDeviceFlags) X(virDomainUpdateDeviceFlags) \
    X(virDomainBlockResize) X(virDomainInterfaceAddresses) X(virDomainInterfaceFree) \
    X(virDomainFSFreeze) X(virDomainFSThaw) X(virDomainQemuAgentCommand) X(virDomainQemuMonitorCommand) \
    X(virDomainSnapshotCreateXML) X(virDomainListAllSnapshots) X(virDomainSnapshotLookupByName) X(virDomainSnapshotGetXMLDesc) \
    X(virDomainSnapshotGetName) X(virDomainRevertToSnapshot) X(virDomainSnapshotDelete) X(virDomainSnapshotFree) \
    X(virDomainOpenConsole) X(virDomainOpenGraphicsFD) X(virDomainScreenshot) \
    X(virStreamNew) X(virStreamFree) X(virStreamSend) X(virStreamRecv) X(virStreamFinish) X(virStreamAbort) \
    X(virStreamEventAddCallback) X(virStreamEventUpdateCallback) X(virStreamEventRemoveCallback) \
    X(virConnectListAllStoragePools) X(virStoragePoolLookupByName) X(virStoragePoolDefineXML) X(virStoragePoolBuild) \
    X(virStoragePoolCreate) X(virStoragePoolDestroy) X(virStoragePoolUndefine) X(virStoragePoolSetAutostart) X(virStoragePoolIsActive) \
    X(virStoragePoolRefresh) X(virStoragePoolGetInfo) X(virStoragePoolGetName) X(virStoragePoolGetXMLDesc) X(virStoragePoolFree) \
    X(virStoragePoolListAllVolumes) X(virStorageVolLookupByName) X(virStorageVolCreateXML) X(virStorageVolDelete) \
    X(virStorageVolGetInfo) X(virStorageVolGetName) X(virStorageVolGetPath) X(virStorageVolGetXMLDesc) X(virStorageVolResize) \
    X(virStorageVolUpload) X(virStorageVolDownload) X(virStorageVolFree) \
    X(virConnectListAllNetworks) X(virNetworkLookupByName) X(virNetworkLookupByUUIDString) X(virNetworkDefineXML) \
    X(virNetworkCreate) X(virNetworkDestroy) X(virNetworkUndefine) X(virNetworkSetAutostart) X(virNetworkIsActive) \
    X(virNetworkGetName) X(virNetworkGetXMLDesc) X(virNetworkGetDHCPLeases) X(virNetworkDHCPLeaseFree) X(virNetworkUpdate) \
    X(virNetworkFree) \
    X(virStorageVolLookupByPath) X(virStorageVolCreateXMLFrom) X(virDomainGetBlockInfo) X(virDomainGetJobStats) X(virDomainAbortJob) \
    X(virTypedParamsAddString) X(virTypedParamsFree) X(virDomainMigrate3) X(virDomainMigrateToURI3) \
    X(virSecretDefineXML) X(virSecretSetValue) X(virSecretLookupByUUIDString) X(virSecretGetXMLDesc) X(virSecretUndefine) X(virSecretFree)

// What is younger than the oldest libvirt that the rest does with. Where one is missing, what needs it is refused.
#define STRATA_LIBVIRT_YOUNG_FUNCTIONS(X) \
    X(virDomainBackupBegin) X(virDomainBackupGetXMLDesc) X(virDomainListAllCheckpoints) X(virDomainCheckpointLookupByName) \
    X(virDomainCheckpointGetXMLDesc) X(virDomainCheckpointDelete) X(virDomainCheckpointFree)

#define STRATA_LIBVIRT_FIELD(name) __typeof__(name) *_Nonnull name;

#define STRATA_LIBVIRT_YOUNG_FIELD(name) __typeof__(name) *_Nullable name;

// libvirt's functions by their names; the young ones are null where the library lacks them.
struct strata_libvirt {
    STRATA_LIBVIRT_FUNCTIONS(STRATA_LIBVIRT_FIELD)
    STRATA_LIBVIRT_YOUNG_FUNCTIONS(STRATA_LIBVIRT_YOUNG_FIELD)
};

// Finds the functions in libraries that are loaded. Zero where one that must be there is missing, with the reason in `why`.
int strata_libvirt_resolve(struct strata_libvirt *_Nonnull library, void *_Nullable const handles[_Nonnull 3], char *_Nonnull why, unsigned long size);

// The library, loaded once for the life of the process; null where it is missing or too old, with the reason in `why`, which lives as long.
const struct strata_libvirt *_Nullable strata_libvirt_load(const char *_Nullable *_Nonnull why);

#endif
