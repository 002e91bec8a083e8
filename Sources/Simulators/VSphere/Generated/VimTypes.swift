// Made by tools/vsphere-types of pyvmomi's description of the interface: names and their order, which the wire's schema fixes.
extension TypeTable {
    static let source: StaticString = """
        D DynamicData DataObject
        D MethodFault DynamicData faultCause:LocalizedMethodFault? faultMessage:LocalizableMessage[]?
        D RuntimeFault MethodFault
        D LocalizedMethodFault DynamicData fault:MethodFault localizedMessage:string?
        D AboutInfo DynamicData name:string fullName:string vendor:string version:string patchLevel:string? build:string localeVersion:string? localeBuild:string? osType:string productLineId:string apiType:string apiVersion:string instanceUuid:string? licenseProductName:string? licenseProductVersion:string?
        D Action DynamicData
        D AlarmAction DynamicData
        D AlarmDescription DynamicData expr:TypeDescription[] stateOperator:ElementDescription[] metricOperator:ElementDescription[] hostSystemConnectionState:ElementDescription[] virtualMachinePowerState:ElementDescription[] datastoreConnectionState:ElementDescription[] hostSystemPowerState:ElementDescription[] virtualMachineGuestHeartbeatStatus:ElementDescription[] entityStatus:ElementDescription[] action:TypeDescription[]
        D AlarmEventArgument EntityEventArgument alarm:@Alarm
        D AlarmExpression DynamicData
        D AlarmFilterSpec DynamicData status:ManagedEntityStatus[]? typeEntity:string? typeTrigger:string?
        D AlarmInfo AlarmSpec key:string alarm:@Alarm entity:@ManagedEntity lastModifiedTime:dateTime lastModifiedUser:string creationEventId:int
        D AlarmSetting DynamicData toleranceRange:int reportingFrequency:int
        D AlarmSpec DynamicData name:string systemName:string? description:string enabled:boolean expression:AlarmExpression action:AlarmAction? actionFrequency:int? setting:AlarmSetting?
        D AlarmState DynamicData key:string entity:@ManagedEntity alarm:@Alarm overallStatus:ManagedEntityStatus time:dateTime acknowledged:boolean? acknowledgedByUser:string? acknowledgedTime:dateTime? eventKey:int? disabled:boolean?
        D AlarmTriggeringAction AlarmAction action:Action transitionSpecs:AlarmTriggeringActionTransitionSpec[]? green2yellow:boolean yellow2red:boolean red2yellow:boolean yellow2green:boolean
        D AlarmTriggeringActionTransitionSpec DynamicData startState:ManagedEntityStatus finalState:ManagedEntityStatus repeats:boolean
        D AlreadyExists VimFault name:string?
        D AndAlarmExpression AlarmExpression expression:AlarmExpression[]
        D AnswerFileStatusError DynamicData userInputPath:ProfilePropertyPath errMsg:LocalizableMessage
        D AnswerFileStatusResult DynamicData checkedTime:dateTime host:@HostSystem status:string error:AnswerFileStatusError[]?
        D ApplicationQuiesceFault SnapshotFault
        D ApplyHostProfileConfigurationResult DynamicData startTime:dateTime completeTime:dateTime host:@HostSystem status:string errors:LocalizedMethodFault[]?
        D ApplyHostProfileConfigurationSpec ProfileExecuteResult host:@HostSystem taskListRequirement:string[]? taskDescription:LocalizableMessage[]? rebootStateless:boolean? rebootHost:boolean? faultData:LocalizedMethodFault?
        D ApplyStorageRecommendationResult DynamicData vm:@VirtualMachine?
        D ArrayUpdateSpec DynamicData operation:ArrayUpdateOperation removeKey:anyType?
        D AuthorizationDescription DynamicData privilege:ElementDescription[] privilegeGroup:ElementDescription[]
        D AuthorizationPrivilege DynamicData privId:string onParent:boolean name:string privGroupName:string
        D AuthorizationRole DynamicData roleId:int system:boolean name:string info:Description privilege:string[]?
        D AutoStartDefaults DynamicData enabled:boolean? startDelay:int? stopDelay:int? waitForHeartbeat:boolean? stopAction:string?
        D AutoStartPowerInfo DynamicData key:@VirtualMachine startOrder:int startDelay:int waitForHeartbeat:AutoStartWaitHeartbeatSetting startAction:string stopDelay:int stopAction:string
        D BadUsernameSessionEvent SessionEvent ipAddress:string
        D BoolOption OptionType supported:boolean defaultValue:boolean
        D BoolPolicy InheritablePolicy value:boolean?
        D CannotAccessFile FileFault
        D CannotMoveVmWithDeltaDisk MigrationFault device:string
        D Capability DynamicData provisioningSupported:boolean multiHostSupported:boolean userShellAccessSupported:boolean supportedEVCMode:EVCMode[]? supportedEVCGraphicsMode:FeatureEVCMode[]? networkBackupAndRestoreSupported:boolean? ftDrsWithoutEvcSupported:boolean? hciWorkflowSupported:boolean? computePolicyVersion:int? clusterPlacementSupported:boolean? lifecycleManagementSupported:boolean? hostSeedingSupported:boolean? scalableSharesSupported:boolean? hadcsSupported:boolean? configMgmtSupported:boolean?
        D ChangesInfoEventArgument DynamicData modified:string? added:string? deleted:string?
        D ChoiceOption OptionType choiceInfo:ElementDescription[] defaultIndex:int?
        D ClusterAction DynamicData type:string target:@ManagedObject?
        D ClusterActionHistory DynamicData action:ClusterAction time:dateTime
        D ClusterAffinityRuleSpec ClusterRuleInfo vm:@VirtualMachine[]
        D ClusterAntiAffinityRuleSpec ClusterRuleInfo vm:@VirtualMachine[]
        D ClusterAttemptedVmInfo DynamicData vm:@VirtualMachine task:@Task?
        D ClusterClusterInitialPlacementAction ClusterAction targetHost:@HostSystem? pool:@ResourcePool configSpec:VirtualMachineConfigSpec?
        D ClusterComputeResourceClusterConfigResult DynamicData failedHosts:FolderFailedHostResult[]? configuredHosts:@HostSystem[]?
        D ClusterComputeResourceDVSConfigurationValidation ClusterComputeResourceValidationResultBase isDvsValid:boolean isDvpgValid:boolean
        D ClusterComputeResourceDVSSetting DynamicData dvSwitch:@DistributedVirtualSwitch pnicDevices:string[]? dvPortgroupSetting:ClusterComputeResourceDVSSettingDVPortgroupToServiceMapping[]?
        D ClusterComputeResourceDVSSettingDVPortgroupToServiceMapping DynamicData dvPortgroup:@DistributedVirtualPortgroup service:string
        D ClusterComputeResourceDvsProfile DynamicData dvsName:string? dvSwitch:@DistributedVirtualSwitch? pnicDevices:string[]? dvPortgroupMapping:ClusterComputeResourceDvsProfileDVPortgroupSpecToServiceMapping[]?
        D ClusterComputeResourceDvsProfileDVPortgroupSpecToServiceMapping DynamicData dvPortgroupSpec:DVPortgroupConfigSpec? dvPortgroup:@DistributedVirtualPortgroup? service:string
        D ClusterComputeResourceHCIConfigInfo DynamicData workflowState:string dvsSetting:ClusterComputeResourceDVSSetting[]? configuredHosts:@HostSystem[]? hostConfigProfile:ClusterComputeResourceHostConfigurationProfile?
        D ClusterComputeResourceHCIConfigSpec DynamicData dvsProf:ClusterComputeResourceDvsProfile[]? hostConfigProfile:ClusterComputeResourceHostConfigurationProfile? vSanConfigSpec:SDDCBase? vcProf:ClusterComputeResourceVCProfile?
        D ClusterComputeResourceHostConfigurationInput DynamicData host:@HostSystem hostVmkNics:ClusterComputeResourceHostVmkNicInfo[]? allowedInNonMaintenanceMode:boolean?
        D ClusterComputeResourceHostConfigurationProfile DynamicData dateTimeConfig:HostDateTimeConfig? lockdownMode:HostLockdownMode?
        D ClusterComputeResourceHostConfigurationValidation ClusterComputeResourceValidationResultBase host:@HostSystem isDvsSettingValid:boolean? isVmknicSettingValid:boolean? isNtpSettingValid:boolean? isLockdownModeValid:boolean?
        D ClusterComputeResourceHostVmkNicInfo DynamicData nicSpec:HostVirtualNicSpec service:string
        D ClusterComputeResourceSummary ComputeResourceSummary currentFailoverLevel:int admissionControlInfo:ClusterDasAdmissionControlInfo? numVmotions:int targetBalance:int? currentBalance:int? drsScore:int? numVmsPerDrsScoreBucket:int[]? usageSummary:ClusterUsageSummary? currentEVCModeKey:string? currentEVCGraphicsModeKey:string? dasData:ClusterDasData? clusterMaintenanceModeStatus:string? vcsHealthStatus:string? vcsSlots:ClusterComputeResourceVcsSlots[]?
        D ClusterComputeResourceVCProfile DynamicData clusterSpec:ClusterConfigSpecEx? evcModeKey:string? evcGraphicsModeKey:string?
        D ClusterComputeResourceValidationResultBase DynamicData info:LocalizableMessage[]?
        D ClusterComputeResourceVcsSlots DynamicData systemId:string? host:@HostSystem datastore:@Datastore[]? totalSlots:int
        D ClusterConfigInfo DynamicData dasConfig:ClusterDasConfigInfo dasVmConfig:ClusterDasVmConfigInfo[]? drsConfig:ClusterDrsConfigInfo drsVmConfig:ClusterDrsVmConfigInfo[]? rule:ClusterRuleInfo[]?
        D ClusterConfigInfoEx ComputeResourceConfigInfo systemVMsConfig:ClusterSystemVMsConfigInfo? dasConfig:ClusterDasConfigInfo dasVmConfig:ClusterDasVmConfigInfo[]? drsConfig:ClusterDrsConfigInfo drsVmConfig:ClusterDrsVmConfigInfo[]? rule:ClusterRuleInfo[]? orchestration:ClusterOrchestrationInfo? vmOrchestration:ClusterVmOrchestrationInfo[]? dpmConfigInfo:ClusterDpmConfigInfo? dpmHostConfig:ClusterDpmHostConfigInfo[]? vsanConfigInfo:VsanClusterConfigInfo? vsanHostConfig:VsanHostConfigInfo[]? group:ClusterGroupInfo[]? infraUpdateHaConfig:ClusterInfraUpdateHaConfigInfo? proactiveDrsConfig:ClusterProactiveDrsConfigInfo? cryptoConfig:ClusterCryptoConfigInfo?
        D ClusterConfigSpec DynamicData dasConfig:ClusterDasConfigInfo? dasVmConfigSpec:ClusterDasVmConfigSpec[]? drsConfig:ClusterDrsConfigInfo? drsVmConfigSpec:ClusterDrsVmConfigSpec[]? rulesSpec:ClusterRuleSpec[]?
        D ClusterConfigSpecEx ComputeResourceConfigSpec systemVMsConfig:ClusterSystemVMsConfigSpec? dasConfig:ClusterDasConfigInfo? dasVmConfigSpec:ClusterDasVmConfigSpec[]? drsConfig:ClusterDrsConfigInfo? drsVmConfigSpec:ClusterDrsVmConfigSpec[]? rulesSpec:ClusterRuleSpec[]? orchestration:ClusterOrchestrationInfo? vmOrchestrationSpec:ClusterVmOrchestrationSpec[]? dpmConfig:ClusterDpmConfigInfo? dpmHostConfigSpec:ClusterDpmHostConfigSpec[]? vsanConfig:VsanClusterConfigInfo? vsanHostConfigSpec:VsanHostConfigInfo[]? groupSpec:ClusterGroupSpec[]? infraUpdateHaConfig:ClusterInfraUpdateHaConfigInfo? proactiveDrsConfig:ClusterProactiveDrsConfigInfo? inHciWorkflow:boolean? cryptoConfig:ClusterCryptoConfigInfo?
        D ClusterCryptoConfigInfo DynamicData cryptoMode:string?
        D ClusterDasAamHostInfo ClusterDasHostInfo hostDasState:ClusterDasAamNodeState[]? primaryHosts:string[]?
        D ClusterDasAamNodeState DynamicData host:@HostSystem name:string configState:string runtimeState:string
        D ClusterDasAdmissionControlInfo DynamicData
        D ClusterDasAdmissionControlPolicy DynamicData resourceReductionToToleratePercent:int? pMemAdmissionControlEnabled:boolean?
        D ClusterDasAdvancedRuntimeInfo DynamicData dasHostInfo:ClusterDasHostInfo? vmcpSupported:ClusterDasAdvancedRuntimeInfoVmcpCapabilityInfo? heartbeatDatastoreInfo:DasHeartbeatDatastoreInfo[]?
        D ClusterDasAdvancedRuntimeInfoVmcpCapabilityInfo DynamicData storageAPDSupported:boolean storagePDLSupported:boolean
        D ClusterDasConfigInfo DynamicData enabled:boolean? vmMonitoring:string? hostMonitoring:string? vmComponentProtecting:string? failoverLevel:int? admissionControlPolicy:ClusterDasAdmissionControlPolicy? admissionControlEnabled:boolean? defaultVmSettings:ClusterDasVmSettings? option:OptionValue[]? heartbeatDatastore:@Datastore[]? hBDatastoreCandidatePolicy:string?
        D ClusterDasData DynamicData
        D ClusterDasDataSummary ClusterDasData hostListVersion:long clusterConfigVersion:long compatListVersion:long
        D ClusterDasFailoverLevelAdvancedRuntimeInfo ClusterDasAdvancedRuntimeInfo slotInfo:ClusterDasFailoverLevelAdvancedRuntimeInfoSlotInfo totalSlots:int usedSlots:int unreservedSlots:int totalVms:int totalHosts:int totalGoodHosts:int hostSlots:ClusterDasFailoverLevelAdvancedRuntimeInfoHostSlots[]? vmsRequiringMultipleSlots:ClusterDasFailoverLevelAdvancedRuntimeInfoVmSlots[]?
        D ClusterDasFailoverLevelAdvancedRuntimeInfoHostSlots DynamicData host:@HostSystem slots:int
        D ClusterDasFailoverLevelAdvancedRuntimeInfoSlotInfo DynamicData numVcpus:int cpuMHz:int memoryMB:int
        D ClusterDasFailoverLevelAdvancedRuntimeInfoVmSlots DynamicData vm:@VirtualMachine slots:int
        D ClusterDasFdmHostState DynamicData state:string stateReporter:@HostSystem?
        D ClusterDasHostInfo DynamicData
        D ClusterDasVmConfigInfo DynamicData key:@VirtualMachine restartPriority:DasVmPriority? powerOffOnIsolation:boolean? dasSettings:ClusterDasVmSettings?
        D ClusterDasVmConfigSpec ArrayUpdateSpec info:ClusterDasVmConfigInfo?
        D ClusterDasVmSettings DynamicData restartPriority:string? restartPriorityTimeout:int? isolationResponse:string? vmToolsMonitoringSettings:ClusterVmToolsMonitoringSettings? vmComponentProtectionSettings:ClusterVmComponentProtectionSettings?
        D ClusterDatastoreUpdateSpec ArrayUpdateSpec datastore:@Datastore?
        D ClusterDependencyRuleInfo ClusterRuleInfo vmGroup:string dependsOnVmGroup:string
        D ClusterDpmConfigInfo DynamicData enabled:boolean? defaultDpmBehavior:DpmBehavior? hostPowerActionRate:int? option:OptionValue[]?
        D ClusterDpmHostConfigInfo DynamicData key:@HostSystem enabled:boolean? behavior:DpmBehavior?
        D ClusterDpmHostConfigSpec ArrayUpdateSpec info:ClusterDpmHostConfigInfo?
        D ClusterDrsConfigInfo DynamicData enabled:boolean? enableVmBehaviorOverrides:boolean? defaultVmBehavior:DrsBehavior? vmotionRate:int? scaleDescendantsShares:string? option:OptionValue[]?
        D ClusterDrsFaults DynamicData reason:string faultsByVm:ClusterDrsFaultsFaultsByVm[]
        D ClusterDrsFaultsFaultsByVirtualDisk ClusterDrsFaultsFaultsByVm disk:VirtualDiskId?
        D ClusterDrsFaultsFaultsByVm DynamicData vm:@VirtualMachine? fault:LocalizedMethodFault[]
        D ClusterDrsMigration DynamicData key:string time:dateTime vm:@VirtualMachine cpuLoad:int? memoryLoad:long? source:@HostSystem sourceCpuLoad:int? sourceMemoryLoad:long? destination:@HostSystem destinationCpuLoad:int? destinationMemoryLoad:long?
        D ClusterDrsRecommendation DynamicData key:string rating:int reason:string reasonText:string migrationList:ClusterDrsMigration[]
        D ClusterDrsVmConfigInfo DynamicData key:@VirtualMachine enabled:boolean? behavior:DrsBehavior?
        D ClusterDrsVmConfigSpec ArrayUpdateSpec info:ClusterDrsVmConfigInfo?
        D ClusterEnterMaintenanceResult DynamicData recommendations:ClusterRecommendation[]? fault:ClusterDrsFaults?
        D ClusterFailoverHostAdmissionControlInfo ClusterDasAdmissionControlInfo hostStatus:ClusterFailoverHostAdmissionControlInfoHostStatus[]?
        D ClusterFailoverHostAdmissionControlInfoHostStatus DynamicData host:@HostSystem status:ManagedEntityStatus
        D ClusterFailoverHostAdmissionControlPolicy ClusterDasAdmissionControlPolicy failoverHosts:@HostSystem[]? failoverLevel:int?
        D ClusterFailoverLevelAdmissionControlInfo ClusterDasAdmissionControlInfo currentFailoverLevel:int
        D ClusterFailoverLevelAdmissionControlPolicy ClusterDasAdmissionControlPolicy failoverLevel:int slotPolicy:ClusterSlotPolicy?
        D ClusterFailoverResourcesAdmissionControlInfo ClusterDasAdmissionControlInfo currentCpuFailoverResourcesPercent:int currentMemoryFailoverResourcesPercent:int currentPMemFailoverResourcesPercent:int?
        D ClusterFailoverResourcesAdmissionControlPolicy ClusterDasAdmissionControlPolicy cpuFailoverResourcesPercent:int memoryFailoverResourcesPercent:int failoverLevel:int? autoComputePercentages:boolean? pMemFailoverResourcesPercent:int? autoComputePMemFailoverResourcesPercent:boolean?
        D ClusterFixedSizeSlotPolicy ClusterSlotPolicy cpu:int memory:int
        D ClusterGroupInfo DynamicData name:string userCreated:boolean? uniqueID:string?
        D ClusterGroupSpec ArrayUpdateSpec info:ClusterGroupInfo?
        D ClusterHostGroup ClusterGroupInfo host:@HostSystem[]?
        D ClusterHostInfraUpdateHaModeAction ClusterAction operationType:string
        D ClusterHostPowerAction ClusterAction operationType:HostPowerOperationType powerConsumptionWatt:int? cpuCapacityMHz:int? memCapacityMB:int?
        D ClusterHostRecommendation DynamicData host:@HostSystem rating:int
        D ClusterInfraUpdateHaConfigInfo DynamicData enabled:boolean? behavior:string? moderateRemediation:string? severeRemediation:string? providers:string[]?
        D ClusterInitialPlacementAction ClusterAction targetHost:@HostSystem pool:@ResourcePool?
        D ClusterIoFilterInfo IoFilterInfo opType:string vibUrl:string?
        D ClusterMigrationAction ClusterAction drsMigration:ClusterDrsMigration?
        D ClusterNotAttemptedVmInfo DynamicData vm:@VirtualMachine fault:LocalizedMethodFault
        D ClusterOrchestrationInfo DynamicData defaultVmReadiness:ClusterVmReadiness?
        D ClusterPowerOnVmResult DynamicData attempted:ClusterAttemptedVmInfo[]? notAttempted:ClusterNotAttemptedVmInfo[]? recommendations:ClusterRecommendation[]?
        D ClusterPreemptibleVmPairInfo DynamicData id:int? monitoredVm:@VirtualMachine preemptibleVm:@VirtualMachine
        D ClusterPreemptibleVmPairSpec ArrayUpdateSpec info:ClusterPreemptibleVmPairInfo?
        D ClusterProactiveDrsConfigInfo DynamicData enabled:boolean?
        D ClusterRecommendation DynamicData key:string type:string time:dateTime rating:int reason:string reasonText:string warningText:string? warningDetails:LocalizableMessage? prerequisite:string[]? action:ClusterAction[]? target:@ManagedObject?
        D ClusterResourceUsageSummary DynamicData cpuUsedMHz:int cpuCapacityMHz:int memUsedMB:int memCapacityMB:int pMemAvailableMB:long? pMemCapacityMB:long? storageUsedMB:long storageCapacityMB:long
        D ClusterRuleInfo DynamicData key:int? status:ManagedEntityStatus? enabled:boolean? name:string? mandatory:boolean? userCreated:boolean? inCompliance:boolean? ruleUuid:string?
        D ClusterRuleSpec ArrayUpdateSpec info:ClusterRuleInfo?
        D ClusterSlotPolicy DynamicData
        D ClusterSystemVMsConfigInfo DynamicData allowedDatastores:@Datastore[]? notAllowedDatastores:@Datastore[]? dsTagCategoriesToExclude:string[]? deploymentMode:string?
        D ClusterSystemVMsConfigSpec DynamicData allowedDatastores:ClusterDatastoreUpdateSpec[]? notAllowedDatastores:ClusterDatastoreUpdateSpec[]? dsTagCategoriesToExclude:ClusterTagCategoryUpdateSpec[]? deploymentMode:string?
        D ClusterTagCategoryUpdateSpec ArrayUpdateSpec category:string?
        D ClusterUsageSummary DynamicData totalCpuCapacityMhz:int totalMemCapacityMB:int cpuReservationMhz:int memReservationMB:int poweredOffCpuReservationMhz:int? poweredOffMemReservationMB:int? cpuDemandMhz:int memDemandMB:int statsGenNumber:long cpuEntitledMhz:int memEntitledMB:int poweredOffVmCount:int totalVmCount:int
        D ClusterVmComponentProtectionSettings DynamicData vmStorageProtectionForAPD:string? enableAPDTimeoutForHosts:boolean? vmTerminateDelayForAPDSec:int? vmReactionOnAPDCleared:string? vmStorageProtectionForPDL:string?
        D ClusterVmGroup ClusterGroupInfo vm:@VirtualMachine[]?
        D ClusterVmHostRuleInfo ClusterRuleInfo vmGroupName:string? affineHostGroupName:string? antiAffineHostGroupName:string?
        D ClusterVmOrchestrationInfo DynamicData vm:@VirtualMachine vmReadiness:ClusterVmReadiness
        D ClusterVmOrchestrationSpec ArrayUpdateSpec info:ClusterVmOrchestrationInfo?
        D ClusterVmReadiness DynamicData readyCondition:string? postReadyDelay:int?
        D ClusterVmToolsMonitoringSettings DynamicData enabled:boolean? vmMonitoring:string? clusterSettings:boolean? failureInterval:int? minUpTime:int? maxFailures:int? maxFailureWindow:int?
        D ComplianceFailure DynamicData failureType:string message:LocalizableMessage expressionName:string? failureValues:ComplianceFailureComplianceFailureValues[]?
        D ComplianceFailureComplianceFailureValues DynamicData comparisonIdentifier:string profileInstance:string? hostValue:anyType? profileValue:anyType?
        D ComplianceResult DynamicData profile:@Profile? complianceStatus:string entity:@ManagedEntity? checkTime:dateTime? failure:ComplianceFailure[]?
        D ComputeResourceConfigInfo DynamicData vmSwapPlacement:string spbmEnabled:boolean? defaultHardwareVersionKey:string? maximumHardwareVersionKey:string?
        D ComputeResourceConfigSpec DynamicData vmSwapPlacement:string? spbmEnabled:boolean? defaultHardwareVersionKey:string? desiredSoftwareSpec:DesiredSoftwareSpec? maximumHardwareVersionKey:string? enableConfigManager:boolean?
        D ComputeResourceEventArgument EntityEventArgument computeResource:@ComputeResource
        D ComputeResourceSummary DynamicData totalCpu:int totalMemory:long numCpuCores:short numCpuThreads:short effectiveCpu:int effectiveMemory:long numHosts:int numEffectiveHosts:int overallStatus:ManagedEntityStatus
        D ConcurrentAccess VimFault
        D ConfigTarget DynamicData numCpus:int numCpuCores:int numNumaNodes:int maxCpusPerHost:int? smcPresent:boolean datastore:VirtualMachineDatastoreInfo[]? network:VirtualMachineNetworkInfo[]? opaqueNetwork:OpaqueNetworkTargetInfo[]? distributedVirtualPortgroup:DistributedVirtualPortgroupInfo[]? distributedVirtualSwitch:DistributedVirtualSwitchInfo[]? cdRom:VirtualMachineCdromInfo[]? serial:VirtualMachineSerialInfo[]? parallel:VirtualMachineParallelInfo[]? sound:VirtualMachineSoundInfo[]? usb:VirtualMachineUsbInfo[]? floppy:VirtualMachineFloppyInfo[]? legacyNetworkInfo:VirtualMachineLegacyNetworkSwitchInfo[]? scsiPassthrough:VirtualMachineScsiPassthroughInfo[]? scsiDisk:VirtualMachineScsiDiskDeviceInfo[]? ideDisk:VirtualMachineIdeDiskDeviceInfo[]? maxMemMBOptimalPerf:int supportedMaxMemMB:int? resourcePool:ResourcePoolRuntimeInfo? autoVmotion:boolean? pciPassthrough:VirtualMachinePciPassthroughInfo[]? sriov:VirtualMachineSriovInfo[]? vFlashModule:VirtualMachineVFlashModuleInfo[]? sharedGpuPassthroughTypes:VirtualMachinePciSharedGpuPassthroughInfo[]? availablePersistentMemoryReservationMB:long? dynamicPassthrough:VirtualMachineDynamicPassthroughInfo[]? sgxTargetInfo:VirtualMachineSgxTargetInfo? precisionClockInfo:VirtualMachinePrecisionClockInfo[]? sevSupported:boolean? vgpuDeviceInfo:VirtualMachineVgpuDeviceInfo[]? vgpuProfileInfo:VirtualMachineVgpuProfileInfo[]? vendorDeviceGroupInfo:VirtualMachineVendorDeviceGroupInfo[]? maxSimultaneousThreads:int? dvxClassInfo:VirtualMachineDvxClassInfo[]?
        D CpuCompatibilityUnknown CpuIncompatible
        D CpuHotPlugNotSupported VmConfigFault
        D CpuIncompatible VirtualHardwareCompatibilityIssue level:int registerName:string registerBits:string? desiredBits:string? host:@HostSystem?
        D CpuIncompatible1ECX CpuIncompatible sse3:boolean pclmulqdq:boolean ssse3:boolean sse41:boolean sse42:boolean aes:boolean other:boolean otherOnly:boolean
        D CpuIncompatible81EDX CpuIncompatible nx:boolean ffxsr:boolean rdtscp:boolean lm:boolean other:boolean otherOnly:boolean
        D CreateTaskAction Action taskTypeId:string cancelable:boolean
        D CryptoKeyId DynamicData keyId:string providerId:KeyProviderId?
        D CryptoKeyPlain DynamicData keyId:CryptoKeyId algorithm:string keyData:string
        D CryptoSpec DynamicData
        D CryptoSpecDecrypt CryptoSpec
        D CryptoSpecDeepRecrypt CryptoSpec newKeyId:CryptoKeyId
        D CryptoSpecEncrypt CryptoSpec cryptoKeyId:CryptoKeyId
        D CryptoSpecNoOp CryptoSpec
        D CryptoSpecRegister CryptoSpecNoOp cryptoKeyId:CryptoKeyId
        D CryptoSpecShallowRecrypt CryptoSpec newKeyId:CryptoKeyId
        D CustomFieldDef DynamicData key:int name:string type:string managedObjectType:string? fieldDefPrivileges:PrivilegePolicyDef? fieldInstancePrivileges:PrivilegePolicyDef?
        D CustomFieldDefAddedEvent CustomFieldDefEvent
        D CustomFieldDefEvent CustomFieldEvent fieldKey:int name:string
        D CustomFieldDefRemovedEvent CustomFieldDefEvent
        D CustomFieldDefRenamedEvent CustomFieldDefEvent newName:string
        D CustomFieldEvent Event
        D CustomFieldStringValue CustomFieldValue value:string
        D CustomFieldValue DynamicData key:int
        D CustomFieldValueChangedEvent CustomFieldEvent entity:ManagedEntityEventArgument fieldKey:int name:string value:string prevState:string?
        D CustomizationAdapterMapping DynamicData macAddress:string? adapter:CustomizationIPSettings
        D CustomizationAutoIpV6Generator CustomizationIpV6Generator
        D CustomizationCloudinitPrep CustomizationIdentitySettings metadata:string userdata:string?
        D CustomizationCustomIpGenerator CustomizationIpGenerator argument:string?
        D CustomizationCustomIpV6Generator CustomizationIpV6Generator argument:string?
        D CustomizationCustomName CustomizationName argument:string?
        D CustomizationDhcpIpGenerator CustomizationIpGenerator
        D CustomizationDhcpIpV6Generator CustomizationIpV6Generator
        D CustomizationFault VimFault
        D CustomizationFixedIp CustomizationIpGenerator ipAddress:string
        D CustomizationFixedIpV6 CustomizationIpV6Generator ipAddress:string subnetMask:int
        D CustomizationFixedName CustomizationName name:string
        D CustomizationGlobalIPSettings DynamicData dnsSuffixList:string[]? dnsServerList:string[]?
        D CustomizationGuiRunOnce DynamicData commandList:string[]
        D CustomizationGuiUnattended DynamicData password:CustomizationPassword? timeZone:int autoLogon:boolean autoLogonCount:int
        D CustomizationIPSettings DynamicData ip:CustomizationIpGenerator subnetMask:string? gateway:string[]? ipV6Spec:CustomizationIPSettingsIpV6AddressSpec? dnsServerList:string[]? dnsDomain:string? primaryWINS:string? secondaryWINS:string? netBIOS:CustomizationNetBIOSMode?
        D CustomizationIPSettingsIpV6AddressSpec DynamicData ip:CustomizationIpV6Generator[] gateway:string[]?
        D CustomizationIdentification DynamicData joinWorkgroup:string? joinDomain:string? domainAdmin:string? domainAdminPassword:CustomizationPassword? domainOU:string?
        D CustomizationIdentitySettings DynamicData
        D CustomizationIpGenerator DynamicData
        D CustomizationIpV6Generator DynamicData
        D CustomizationLicenseFilePrintData DynamicData autoMode:CustomizationLicenseDataMode autoUsers:int?
        D CustomizationLinuxOptions CustomizationOptions
        D CustomizationLinuxPrep CustomizationIdentitySettings hostName:CustomizationName domain:string timeZone:string? hwClockUTC:boolean? scriptText:string?
        D CustomizationName DynamicData
        D CustomizationOptions DynamicData
        D CustomizationPassword DynamicData value:string plainText:boolean
        D CustomizationPrefixName CustomizationName base:string
        D CustomizationSpec DynamicData options:CustomizationOptions? identity:CustomizationIdentitySettings globalIPSettings:CustomizationGlobalIPSettings nicSettingMap:CustomizationAdapterMapping[]? encryptionKey:byte[]?
        D CustomizationSpecInfo DynamicData name:string description:string type:string changeVersion:string? lastUpdateTime:dateTime?
        D CustomizationSpecItem DynamicData info:CustomizationSpecInfo spec:CustomizationSpec
        D CustomizationStatelessIpV6Generator CustomizationIpV6Generator
        D CustomizationSysprep CustomizationIdentitySettings guiUnattended:CustomizationGuiUnattended userData:CustomizationUserData guiRunOnce:CustomizationGuiRunOnce? identification:CustomizationIdentification licenseFilePrintData:CustomizationLicenseFilePrintData?
        D CustomizationSysprepText CustomizationIdentitySettings value:string
        D CustomizationUnknownIpGenerator CustomizationIpGenerator
        D CustomizationUnknownIpV6Generator CustomizationIpV6Generator
        D CustomizationUnknownName CustomizationName
        D CustomizationUserData DynamicData fullName:string orgName:string computerName:CustomizationName productId:string
        D CustomizationVirtualMachineName CustomizationName
        D CustomizationWinOptions CustomizationOptions changeSID:boolean deleteAccounts:boolean reboot:CustomizationSysprepRebootOption?
        D DVPortConfigInfo DynamicData name:string? scope:@ManagedEntity[]? description:string? setting:DVPortSetting? configVersion:string
        D DVPortConfigSpec DynamicData operation:string key:string? name:string? scope:@ManagedEntity[]? description:string? setting:DVPortSetting? configVersion:string?
        D DVPortSetting DynamicData blocked:BoolPolicy? vmDirectPathGen2Allowed:BoolPolicy? inShapingPolicy:DVSTrafficShapingPolicy? outShapingPolicy:DVSTrafficShapingPolicy? vendorSpecificConfig:DVSVendorSpecificConfig? networkResourcePoolKey:StringPolicy? filterPolicy:DvsFilterPolicy?
        D DVPortState DynamicData runtimeInfo:DVPortStatus? stats:DistributedVirtualSwitchPortStatistics vendorSpecificState:DistributedVirtualSwitchKeyedOpaqueBlob[]?
        D DVPortStatus DynamicData linkUp:boolean blocked:boolean vlanIds:NumericRange[]? trunkingMode:boolean? mtu:int? linkPeer:string? macAddress:string? statusDetail:string? vmDirectPathGen2Active:boolean? vmDirectPathGen2InactiveReasonNetwork:string[]? vmDirectPathGen2InactiveReasonOther:string[]? vmDirectPathGen2InactiveReasonExtended:string?
        D DVPortgroupConfigInfo DynamicData key:string name:string numPorts:int distributedVirtualSwitch:@DistributedVirtualSwitch? defaultPortConfig:DVPortSetting? description:string? type:string backingType:string? policy:DVPortgroupPolicy portNameFormat:string? scope:@ManagedEntity[]? vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]? configVersion:string? autoExpand:boolean? vmVnicNetworkResourcePoolKey:string? uplink:boolean? transportZoneUuid:string? transportZoneName:string? logicalSwitchUuid:string? segmentId:string?
        D DVPortgroupConfigSpec DynamicData configVersion:string? name:string? numPorts:int? portNameFormat:string? defaultPortConfig:DVPortSetting? description:string? type:string? backingType:string? scope:@ManagedEntity[]? policy:DVPortgroupPolicy? vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]? autoExpand:boolean? vmVnicNetworkResourcePoolKey:string? transportZoneUuid:string? transportZoneName:string? logicalSwitchUuid:string? segmentId:string?
        D DVPortgroupPolicy DynamicData blockOverrideAllowed:boolean shapingOverrideAllowed:boolean vendorConfigOverrideAllowed:boolean livePortMovingAllowed:boolean portConfigResetAtDisconnect:boolean networkResourcePoolOverrideAllowed:boolean? trafficFilterOverrideAllowed:boolean?
        D DVPortgroupSelection SelectionSet dvsUuid:string portgroupKey:string[]
        D DVSBackupRestoreCapability DynamicData backupRestoreSupported:boolean
        D DVSCapability DynamicData dvsOperationSupported:boolean? dvPortGroupOperationSupported:boolean? dvPortOperationSupported:boolean? compatibleHostComponentProductInfo:DistributedVirtualSwitchHostProductSpec[]? featuresSupported:DVSFeatureCapability?
        D DVSConfigInfo DynamicData uuid:string name:string numStandalonePorts:int numPorts:int maxPorts:int uplinkPortPolicy:DVSUplinkPortPolicy uplinkPortgroup:@DistributedVirtualPortgroup[]? defaultPortConfig:DVPortSetting host:DistributedVirtualSwitchHostMember[]? productInfo:DistributedVirtualSwitchProductSpec targetInfo:DistributedVirtualSwitchProductSpec? extensionKey:string? vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]? policy:DVSPolicy? description:string? configVersion:string contact:DVSContactInfo switchIpAddress:string? createTime:dateTime networkResourceManagementEnabled:boolean defaultProxySwitchMaxNumPorts:int? healthCheckConfig:DVSHealthCheckConfig[]? infrastructureTrafficResourceConfig:DvsHostInfrastructureTrafficResource[]? netResourcePoolTrafficResourceConfig:DvsHostInfrastructureTrafficResource[]? networkResourceControlVersion:string? vmVnicNetworkResourcePool:DVSVmVnicNetworkResourcePool[]? pnicCapacityRatioForReservation:int?
        D DVSConfigSpec DynamicData configVersion:string? name:string? numStandalonePorts:int? maxPorts:int? uplinkPortPolicy:DVSUplinkPortPolicy? uplinkPortgroup:@DistributedVirtualPortgroup[]? defaultPortConfig:DVPortSetting? host:DistributedVirtualSwitchHostMemberConfigSpec[]? extensionKey:string? description:string? policy:DVSPolicy? vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]? contact:DVSContactInfo? switchIpAddress:string? defaultProxySwitchMaxNumPorts:int? infrastructureTrafficResourceConfig:DvsHostInfrastructureTrafficResource[]? netResourcePoolTrafficResourceConfig:DvsHostInfrastructureTrafficResource[]? networkResourceControlVersion:string?
        D DVSContactInfo DynamicData name:string? contact:string?
        D DVSCreateSpec DynamicData configSpec:DVSConfigSpec productInfo:DistributedVirtualSwitchProductSpec? capability:DVSCapability?
        D DVSFailureCriteria InheritablePolicy checkSpeed:StringPolicy? speed:IntPolicy? checkDuplex:BoolPolicy? fullDuplex:BoolPolicy? checkErrorPercent:BoolPolicy? percentage:IntPolicy? checkBeacon:BoolPolicy?
        D DVSFeatureCapability DynamicData networkResourceManagementSupported:boolean vmDirectPathGen2Supported:boolean? nicTeamingPolicy:string[]? networkResourcePoolHighShareValue:int? networkResourceManagementCapability:DVSNetworkResourceManagementCapability? healthCheckCapability:DVSHealthCheckCapability? rollbackCapability:DVSRollbackCapability? backupRestoreCapability:DVSBackupRestoreCapability? networkFilterSupported:boolean? macLearningSupported:boolean?
        D DVSHealthCheckCapability DynamicData
        D DVSHealthCheckConfig DynamicData enable:boolean? interval:int?
        D DVSMacLearningPolicy InheritablePolicy enabled:boolean allowUnicastFlooding:boolean? limit:int? limitPolicy:string?
        D DVSMacManagementPolicy InheritablePolicy allowPromiscuous:boolean? macChanges:boolean? forgedTransmits:boolean? macLearningPolicy:DVSMacLearningPolicy?
        D DVSManagerDvsConfigTarget DynamicData distributedVirtualPortgroup:DistributedVirtualPortgroupInfo[]? distributedVirtualSwitch:DistributedVirtualSwitchInfo[]?
        D DVSManagerPhysicalNicsList DynamicData host:@HostSystem physicalNics:PhysicalNic[]?
        D DVSNameArrayUplinkPortPolicy DVSUplinkPortPolicy uplinkPortName:string[]
        D DVSNetworkResourceManagementCapability DynamicData networkResourceManagementSupported:boolean networkResourcePoolHighShareValue:int qosSupported:boolean userDefinedNetworkResourcePoolsSupported:boolean networkResourceControlVersion3Supported:boolean? userDefinedInfraTrafficPoolSupported:boolean?
        D DVSNetworkResourcePool DynamicData key:string name:string? description:string? configVersion:string allocationInfo:DVSNetworkResourcePoolAllocationInfo
        D DVSNetworkResourcePoolAllocationInfo DynamicData limit:long? shares:SharesInfo? priorityTag:int?
        D DVSNetworkResourcePoolConfigSpec DynamicData key:string configVersion:string? allocationInfo:DVSNetworkResourcePoolAllocationInfo? name:string? description:string?
        D DVSPolicy DynamicData autoPreInstallAllowed:boolean? autoUpgradeAllowed:boolean? partialUpgradeAllowed:boolean?
        D DVSRollbackCapability DynamicData rollbackSupported:boolean
        D DVSRuntimeInfo DynamicData hostMemberRuntime:HostMemberRuntimeInfo[]? resourceRuntimeInfo:DvsResourceRuntimeInfo?
        D DVSSecurityPolicy InheritablePolicy allowPromiscuous:BoolPolicy? macChanges:BoolPolicy? forgedTransmits:BoolPolicy?
        D DVSSelection SelectionSet dvsUuid:string
        D DVSSummary DynamicData name:string uuid:string numPorts:int productInfo:DistributedVirtualSwitchProductSpec? hostMember:@HostSystem[]? vm:@VirtualMachine[]? host:@HostSystem[]? portgroupName:string[]? description:string? contact:DVSContactInfo? numHosts:int?
        D DVSTrafficShapingPolicy InheritablePolicy enabled:BoolPolicy? averageBandwidth:LongPolicy? peakBandwidth:LongPolicy? burstSize:LongPolicy?
        D DVSUplinkPortPolicy DynamicData
        D DVSVendorSpecificConfig InheritablePolicy keyValue:DistributedVirtualSwitchKeyedOpaqueBlob[]?
        D DVSVmVnicNetworkResourcePool DynamicData key:string name:string? description:string? configVersion:string allocationInfo:DvsVmVnicResourceAllocation?
        D DasHeartbeatDatastoreInfo DynamicData datastore:@Datastore hosts:@HostSystem[]
        D DatacenterBasicConnectInfo DynamicData hostname:string? error:LocalizedMethodFault? serverIp:string? numVm:int? numPoweredOnVm:int? hostProductInfo:AboutInfo? hardwareVendor:string? hardwareModel:string?
        D DatacenterConfigInfo DynamicData defaultHardwareVersionKey:string? maximumHardwareVersionKey:string?
        D DatacenterConfigSpec DynamicData defaultHardwareVersionKey:string? maximumHardwareVersionKey:string?
        D DatacenterEventArgument EntityEventArgument datacenter:@Datacenter
        D DatastoreCapability DynamicData directoryHierarchySupported:boolean rawDiskMappingsSupported:boolean perFileThinProvisioningSupported:boolean storageIORMSupported:boolean nativeSnapshotSupported:boolean topLevelDirectoryCreateSupported:boolean? seSparseSupported:boolean? vmfsSparseSupported:boolean? vsanSparseSupported:boolean? upitSupported:boolean? vmdkExpandSupported:boolean? clusteredVmdkSupported:boolean?
        D DatastoreEventArgument EntityEventArgument datastore:@Datastore
        D DatastoreHostMount DynamicData key:@HostSystem mountInfo:HostMountInfo
        D DatastoreInfo DynamicData name:string url:string freeSpace:long maxFileSize:long maxVirtualDiskCapacity:long? maxMemoryFileSize:long timestamp:dateTime? containerId:string? aliasOf:string?
        D DatastoreMountPathDatastorePair DynamicData oldMountPath:string datastore:@Datastore
        D DatastoreNotWritableOnHost InvalidDatastore host:@HostSystem
        D DatastoreOption DynamicData unsupportedVolumes:VirtualMachineDatastoreVolumeOption[]?
        D DatastoreSummary DynamicData datastore:@Datastore? name:string url:string capacity:long freeSpace:long uncommitted:long? accessible:boolean multipleHostAccess:boolean? type:string maintenanceMode:string?
        D DatastoreVVolContainerFailoverPair DynamicData srcContainer:string? tgtContainer:string vvolMapping:KeyValue[]?
        D Description DynamicData label:string summary:string
        D DesiredSoftwareSpec DynamicData baseImageSpec:DesiredSoftwareSpecBaseImageSpec vendorAddOnSpec:DesiredSoftwareSpecVendorAddOnSpec? components:DesiredSoftwareSpecComponentSpec[]?
        D DesiredSoftwareSpecBaseImageSpec DynamicData version:string
        D DesiredSoftwareSpecComponentSpec DynamicData name:string version:string?
        D DesiredSoftwareSpecVendorAddOnSpec DynamicData name:string version:string
        D DeviceBackedVirtualDiskSpec VirtualDiskSpec device:string
        D DeviceControllerNotSupported DeviceNotSupported controller:string
        D DeviceGroupId DynamicData id:string
        D DeviceNotFound InvalidDeviceSpec
        D DeviceNotSupported VirtualHardwareCompatibilityIssue device:string reason:string?
        D DiskChangeExtent DynamicData start:long length:long
        D DiskChangeInfo DynamicData startOffset:long length:long changedArea:DiskChangeExtent[]?
        D DiskNotSupported VirtualHardwareCompatibilityIssue disk:int
        D DistributedVirtualPort DynamicData key:string config:DVPortConfigInfo dvsUuid:string portgroupKey:string? proxyHost:@HostSystem? connectee:DistributedVirtualSwitchPortConnectee? conflict:boolean conflictPortKey:string? state:DVPortState? connectionCookie:int? lastStatusChange:dateTime hostLocalPort:boolean? externalId:string? segmentPortId:string?
        D DistributedVirtualPortgroupInfo DynamicData switchName:string switchUuid:string portgroupName:string portgroupKey:string portgroupType:string uplinkPortgroup:boolean portgroup:@DistributedVirtualPortgroup networkReservationSupported:boolean? backingType:string? logicalSwitchUuid:string? segmentId:string?
        D DistributedVirtualSwitchHostMember DynamicData runtimeState:DistributedVirtualSwitchHostMemberRuntimeState? config:DistributedVirtualSwitchHostMemberConfigInfo productInfo:DistributedVirtualSwitchProductSpec? uplinkPortKey:string[]? status:string statusDetail:string?
        D DistributedVirtualSwitchHostMemberBacking DynamicData
        D DistributedVirtualSwitchHostMemberConfigInfo DynamicData host:@HostSystem? maxProxySwitchPorts:int vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]? backing:DistributedVirtualSwitchHostMemberBacking nsxSwitch:boolean? ensEnabled:boolean? ensInterruptEnabled:boolean? transportZones:DistributedVirtualSwitchHostMemberTransportZoneInfo[]? nsxtUsedUplinkNames:string[]? networkOffloadingEnabled:boolean?
        D DistributedVirtualSwitchHostMemberConfigSpec DynamicData operation:string host:@HostSystem backing:DistributedVirtualSwitchHostMemberBacking? maxProxySwitchPorts:int? vendorSpecificConfig:DistributedVirtualSwitchKeyedOpaqueBlob[]?
        D DistributedVirtualSwitchHostMemberPnicBacking DistributedVirtualSwitchHostMemberBacking pnicSpec:DistributedVirtualSwitchHostMemberPnicSpec[]?
        D DistributedVirtualSwitchHostMemberPnicSpec DynamicData pnicDevice:string uplinkPortKey:string? uplinkPortgroupKey:string? connectionCookie:int?
        D DistributedVirtualSwitchHostMemberRuntimeState DynamicData currentMaxProxySwitchPorts:int
        D DistributedVirtualSwitchHostMemberTransportZoneInfo DynamicData uuid:string type:string
        D DistributedVirtualSwitchHostProductSpec DynamicData productLineId:string? version:string?
        D DistributedVirtualSwitchInfo DynamicData switchName:string switchUuid:string distributedVirtualSwitch:@DistributedVirtualSwitch networkReservationSupported:boolean?
        D DistributedVirtualSwitchKeyedOpaqueBlob DynamicData key:string opaqueData:string
        D DistributedVirtualSwitchManagerCompatibilityResult DynamicData host:@HostSystem error:LocalizedMethodFault[]?
        D DistributedVirtualSwitchManagerDvsProductSpec DynamicData newSwitchProductSpec:DistributedVirtualSwitchProductSpec? distributedVirtualSwitch:@DistributedVirtualSwitch?
        D DistributedVirtualSwitchManagerHostArrayFilter DistributedVirtualSwitchManagerHostDvsFilterSpec host:@HostSystem[]
        D DistributedVirtualSwitchManagerHostContainer DynamicData container:@ManagedEntity recursive:boolean
        D DistributedVirtualSwitchManagerHostContainerFilter DistributedVirtualSwitchManagerHostDvsFilterSpec hostContainer:DistributedVirtualSwitchManagerHostContainer
        D DistributedVirtualSwitchManagerHostDvsFilterSpec DynamicData inclusive:boolean
        D DistributedVirtualSwitchManagerHostDvsMembershipFilter DistributedVirtualSwitchManagerHostDvsFilterSpec distributedVirtualSwitch:@DistributedVirtualSwitch
        D DistributedVirtualSwitchManagerImportResult DynamicData distributedVirtualSwitch:@DistributedVirtualSwitch[]? distributedVirtualPortgroup:@DistributedVirtualPortgroup[]? importFault:ImportOperationBulkFaultFaultOnImport[]?
        D DistributedVirtualSwitchNetworkOffloadSpec DynamicData id:string name:string? types:string[]?
        D DistributedVirtualSwitchPortConnectee DynamicData connectedEntity:@ManagedEntity? nicKey:string? type:string? addressHint:string?
        D DistributedVirtualSwitchPortConnection DynamicData switchUuid:string portgroupKey:string? portKey:string? connectionCookie:int?
        D DistributedVirtualSwitchPortCriteria DynamicData connected:boolean? active:boolean? uplinkPort:boolean? nsxPort:boolean? scope:@ManagedEntity? portgroupKey:string[]? inside:boolean? portKey:string[]? host:@HostSystem[]?
        D DistributedVirtualSwitchPortStatistics DynamicData packetsInMulticast:long packetsOutMulticast:long bytesInMulticast:long bytesOutMulticast:long packetsInUnicast:long packetsOutUnicast:long bytesInUnicast:long bytesOutUnicast:long packetsInBroadcast:long packetsOutBroadcast:long bytesInBroadcast:long bytesOutBroadcast:long packetsInDropped:long packetsOutDropped:long packetsInException:long packetsOutException:long bytesInFromPnic:long? bytesOutToPnic:long?
        D DistributedVirtualSwitchProductSpec DynamicData name:string? vendor:string? version:string? build:string? forwardingClass:string? bundleId:string? bundleUrl:string?
        D DpuStatusInfo HostHardwareElementInfo dpuId:string fru:HostFru? sensors:DpuStatusInfoOperationalInfo[]?
        D DpuStatusInfoOperationalInfo DynamicData sensorId:string healthState:ElementDescription? reading:string units:string? timeStamp:dateTime?
        D DrsVmotionIncompatibleFault VirtualHardwareCompatibilityIssue host:@HostSystem
        D DuplicateName VimFault name:string object:@ManagedObject
        D DvsAcceptNetworkRuleAction DvsNetworkRuleAction
        D DvsCopyNetworkRuleAction DvsNetworkRuleAction
        D DvsDropNetworkRuleAction DvsNetworkRuleAction
        D DvsEventArgument EntityEventArgument dvs:@DistributedVirtualSwitch
        D DvsFilterConfig InheritablePolicy key:string? agentName:string? slotNumber:string? parameters:DvsFilterParameter? onFailure:string?
        D DvsFilterConfigSpec DvsFilterConfig operation:string
        D DvsFilterParameter DynamicData parameters:string[]?
        D DvsFilterPolicy InheritablePolicy filterConfig:DvsFilterConfig[]?
        D DvsGreEncapNetworkRuleAction DvsNetworkRuleAction encapsulationIp:SingleIp
        D DvsHostInfrastructureTrafficResource DynamicData key:string description:string? allocationInfo:DvsHostInfrastructureTrafficResourceAllocation
        D DvsHostInfrastructureTrafficResourceAllocation DynamicData limit:long? shares:SharesInfo? reservation:long?
        D DvsIpNetworkRuleQualifier DvsNetworkRuleQualifier sourceAddress:IpAddress? destinationAddress:IpAddress? protocol:IntExpression? sourceIpPort:DvsIpPort? destinationIpPort:DvsIpPort? tcpFlags:IntExpression?
        D DvsIpPort NegatableExpression
        D DvsIpPortRange DvsIpPort startPortNumber:int endPortNumber:int
        D DvsLogNetworkRuleAction DvsNetworkRuleAction
        D DvsMacNetworkRuleQualifier DvsNetworkRuleQualifier sourceAddress:MacAddress? destinationAddress:MacAddress? protocol:IntExpression? vlanId:IntExpression?
        D DvsMacRewriteNetworkRuleAction DvsNetworkRuleAction rewriteMac:string
        D DvsNetworkRuleAction DynamicData
        D DvsNetworkRuleQualifier DynamicData key:string?
        D DvsPuntNetworkRuleAction DvsNetworkRuleAction
        D DvsRateLimitNetworkRuleAction DvsNetworkRuleAction packetsPerSecond:int
        D DvsResourceRuntimeInfo DynamicData capacity:int? usage:int? available:int? allocatedResource:DvsVnicAllocatedResource[]? vmVnicNetworkResourcePoolRuntime:DvsVmVnicNetworkResourcePoolRuntimeInfo[]?
        D DvsSingleIpPort DvsIpPort portNumber:int
        D DvsSystemTrafficNetworkRuleQualifier DvsNetworkRuleQualifier typeOfSystemTraffic:StringExpression?
        D DvsTrafficFilterConfig DvsFilterConfig trafficRuleset:DvsTrafficRuleset?
        D DvsTrafficFilterConfigSpec DvsTrafficFilterConfig operation:string
        D DvsTrafficRule DynamicData key:string? description:string? sequence:int? qualifier:DvsNetworkRuleQualifier[]? action:DvsNetworkRuleAction? direction:string?
        D DvsTrafficRuleset DynamicData key:string? enabled:boolean? precedence:int? rules:DvsTrafficRule[]?
        D DvsUpdateTagNetworkRuleAction DvsNetworkRuleAction qosTag:int? dscpTag:int?
        D DvsVmVnicNetworkResourcePoolRuntimeInfo DynamicData key:string name:string? capacity:int? usage:int? available:int? status:string allocatedResource:DvsVnicAllocatedResource[]?
        D DvsVmVnicResourceAllocation DynamicData reservationQuota:long?
        D DvsVmVnicResourcePoolConfigSpec DynamicData operation:string key:string? configVersion:string? allocationInfo:DvsVmVnicResourceAllocation? name:string? description:string?
        D DvsVnicAllocatedResource DynamicData vm:@VirtualMachine vnicKey:string reservation:long?
        D DynamicProperty DataObject name:string val:anyType
        D EVCMode ElementDescription guaranteedCPUFeatures:HostCpuIdInfo[]? featureCapability:HostFeatureCapability[]? featureMask:HostFeatureMask[]? featureRequirement:VirtualMachineFeatureRequirement[]? vendor:string track:string[] vendorTier:int
        D ElementDescription Description key:string
        D EnteredMaintenanceModeEvent HostEvent
        D EnteringMaintenanceModeEvent HostEvent
        D EntityBackupConfig DynamicData entityType:string configBlob:base64Binary key:string? name:string? container:@ManagedEntity? configVersion:string?
        D EntityEventArgument EventArgument name:string
        D EntityPrivilege DynamicData entity:@ManagedEntity privAvailability:PrivilegeAvailability[]
        D EnumDescription DynamicData key:string tags:ElementDescription[]
        D EnvironmentBrowserConfigOptionQuerySpec DynamicData key:string? host:@HostSystem? guestId:string[]?
        D EvaluationLicenseSource LicenseSource remainingHours:long?
        D Event DynamicData key:int chainId:int createdTime:dateTime userName:string datacenter:DatacenterEventArgument? computeResource:ComputeResourceEventArgument? host:HostEventArgument? vm:VmEventArgument? ds:DatastoreEventArgument? net:NetworkEventArgument? dvs:DvsEventArgument? fullFormattedMessage:string? changeTag:string?
        D EventAlarmExpression AlarmExpression comparisons:EventAlarmExpressionComparison[]? eventType:string eventTypeId:string? objectType:string? status:ManagedEntityStatus?
        D EventAlarmExpressionComparison DynamicData attributeName:string operator:string value:string
        D EventArgDesc DynamicData name:string type:string description:ElementDescription?
        D EventArgument DynamicData
        D EventDescription DynamicData category:ElementDescription[] eventInfo:EventDescriptionEventDetail[] enumeratedTypes:EnumDescription[]?
        D EventDescriptionEventDetail DynamicData key:string description:string? category:string formatOnDatacenter:string formatOnComputeResource:string formatOnHost:string formatOnVm:string fullFormat:string longDescription:string?
        D EventEx Event eventTypeId:string severity:string? message:string? arguments:KeyAnyValue[]? objectId:string? objectType:string? objectName:string? fault:LocalizedMethodFault?
        D EventFilterSpec DynamicData entity:EventFilterSpecByEntity? time:EventFilterSpecByTime? userName:EventFilterSpecByUsername? eventChainId:int? alarm:@Alarm? scheduledTask:@ScheduledTask? disableFullMessage:boolean? category:string[]? type:string[]? tag:string[]? eventTypeId:string[]? maxCount:int?
        D EventFilterSpecByEntity DynamicData entity:@ManagedEntity recursion:EventFilterSpecRecursionOption
        D EventFilterSpecByTime DynamicData beginTime:dateTime? endTime:dateTime?
        D EventFilterSpecByUsername DynamicData systemUser:boolean userList:string[]?
        D ExitMaintenanceModeEvent HostEvent
        D ExtExtendedProductInfo DynamicData companyUrl:string? productUrl:string? managementUrl:string? self:@ManagedEntity?
        D ExtManagedEntityInfo DynamicData type:string smallIconUrl:string? iconUrl:string? description:string?
        D ExtSolutionManagerInfo DynamicData tab:ExtSolutionManagerInfoTabInfo[]? smallIconUrl:string?
        D ExtSolutionManagerInfoTabInfo DynamicData label:string url:string
        D ExtendedDescription Description messageCatalogKeyPrefix:string messageArg:KeyAnyValue[]?
        D ExtendedElementDescription ElementDescription messageCatalogKeyPrefix:string messageArg:KeyAnyValue[]?
        D ExtendedEvent GeneralEvent eventTypeId:string managedObject:@ManagedObject data:ExtendedEventPair[]?
        D ExtendedEventPair DynamicData key:string value:string
        D Extension DynamicData description:Description key:string company:string? type:string? version:string subjectName:string? server:ExtensionServerInfo[]? client:ExtensionClientInfo[]? taskList:ExtensionTaskTypeInfo[]? eventList:ExtensionEventTypeInfo[]? faultList:ExtensionFaultTypeInfo[]? privilegeList:ExtensionPrivilegeInfo[]? resourceList:ExtensionResourceInfo[]? lastHeartbeatTime:dateTime healthInfo:ExtensionHealthInfo? ovfConsumerInfo:ExtensionOvfConsumerInfo? extendedProductInfo:ExtExtendedProductInfo? managedEntityInfo:ExtManagedEntityInfo[]? shownInSolutionManager:boolean? solutionManagerInfo:ExtSolutionManagerInfo?
        D ExtensionClientInfo DynamicData version:string description:Description company:string type:string url:string
        D ExtensionEventTypeInfo DynamicData eventID:string eventTypeSchema:string?
        D ExtensionFaultTypeInfo DynamicData faultID:string
        D ExtensionHealthInfo DynamicData url:string
        D ExtensionManagerIpAllocationUsage DynamicData extensionKey:string numAddresses:int
        D ExtensionOvfConsumerInfo DynamicData callbackUrl:string sectionType:string[]
        D ExtensionPrivilegeInfo DynamicData privID:string privGroupName:string
        D ExtensionResourceInfo DynamicData locale:string module:string data:KeyValue[]
        D ExtensionServerInfo DynamicData url:string description:Description company:string type:string adminEmail:string[] serverThumbprint:string? serverCertificate:string?
        D ExtensionTaskTypeInfo DynamicData taskID:string
        D FaultDomainId DynamicData id:string
        D FaultToleranceConfigInfo DynamicData role:int instanceUuids:string[] configPaths:string[] orphaned:boolean?
        D FaultToleranceConfigSpec DynamicData metaDataPath:FaultToleranceMetaSpec? secondaryVmSpec:FaultToleranceVMConfigSpec?
        D FaultToleranceCpuIncompatible CpuIncompatible model:boolean family:boolean stepping:boolean
        D FaultToleranceDiskSpec DynamicData disk:VirtualDevice datastore:@Datastore
        D FaultToleranceMetaSpec DynamicData metaDataDatastore:@Datastore
        D FaultTolerancePrimaryConfigInfo FaultToleranceConfigInfo secondaries:@VirtualMachine[]
        D FaultToleranceSecondaryConfigInfo FaultToleranceConfigInfo primaryVM:@VirtualMachine
        D FaultToleranceSecondaryOpResult DynamicData vm:@VirtualMachine powerOnAttempted:boolean powerOnResult:ClusterPowerOnVmResult?
        D FaultToleranceVMConfigSpec DynamicData vmConfig:@Datastore? disks:FaultToleranceDiskSpec[]?
        D FcoeConfig DynamicData priorityClass:int sourceMac:string vlanRange:FcoeConfigVlanRange[] capabilities:FcoeConfigFcoeCapabilities fcoeActive:boolean
        D FcoeConfigFcoeCapabilities DynamicData priorityClass:boolean sourceMacAddress:boolean vlanRange:boolean
        D FcoeConfigFcoeSpecification DynamicData underlyingPnic:string priorityClass:int? sourceMac:string? vlanRange:FcoeConfigVlanRange[]?
        D FcoeConfigVlanRange DynamicData vlanLow:int vlanHigh:int
        D FeatureEVCMode ElementDescription mask:HostFeatureMask[]? capability:HostFeatureCapability[]? requirement:VirtualMachineFeatureRequirement[]?
        D FeatureRequirementsNotMet VirtualHardwareCompatibilityIssue featureRequirement:VirtualMachineFeatureRequirement[]? vm:@VirtualMachine? host:@HostSystem?
        D FileAlreadyExists FileFault
        D FileBackedVirtualDiskSpec VirtualDiskSpec capacityKb:long profile:VirtualMachineProfileSpec[]? crypto:CryptoSpec?
        D FileFault VimFault file:string
        D FileInfo DynamicData path:string friendlyName:string? fileSize:long? modification:dateTime? owner:string?
        D FileLockInfo DynamicData filePath:string host:string mac:string id:string worldName:string ownerId:string? lockMode:string acquired:dateTime? heartbeat:dateTime? refCount:int?
        D FileLockInfoResult DynamicData lockInfo:FileLockInfo[]? fault:LocalizedMethodFault?
        D FileLocked FileFault
        D FileNotFound FileFault
        D FileQuery DynamicData
        D FileQueryFlags DynamicData fileType:boolean fileSize:boolean modification:boolean fileOwner:boolean
        D FloatOption OptionType min:float max:float defaultValue:float
        D FloppyImageFileInfo FileInfo
        D FloppyImageFileQuery FileQuery
        D FolderBatchAddHostsToClusterResult DynamicData hostsAddedToCluster:@HostSystem[]? hostsFailedInventoryAdd:FolderFailedHostResult[]? hostsFailedMoveToCluster:FolderFailedHostResult[]?
        D FolderBatchAddStandaloneHostsResult DynamicData addedHosts:@HostSystem[]? hostsFailedInventoryAdd:FolderFailedHostResult[]?
        D FolderEventArgument EntityEventArgument folder:@Folder
        D FolderFailedHostResult DynamicData hostName:string? host:@HostSystem? context:LocalizableMessage fault:LocalizedMethodFault
        D FolderFileInfo FileInfo
        D FolderFileQuery FileQuery
        D FolderNewHostSpec DynamicData hostCnxSpec:HostConnectSpec esxLicense:string?
        D GeneralEvent Event message:string
        D GeneralHostErrorEvent GeneralEvent
        D GeneralHostInfoEvent GeneralEvent
        D GeneralHostWarningEvent GeneralEvent
        D GeneralUserEvent GeneralEvent entity:ManagedEntityEventArgument?
        D GeneralVmErrorEvent GeneralEvent
        D GeneralVmInfoEvent GeneralEvent
        D GeneralVmWarningEvent GeneralEvent
        D GenericVmConfigFault VmConfigFault reason:string
        D GroupAlarmAction AlarmAction action:AlarmAction[]
        D GuestDiskInfo DynamicData diskPath:string? capacity:long? freeSpace:long? filesystemType:string? mappings:GuestInfoVirtualDiskMapping[]?
        D GuestInfo DynamicData toolsStatus:VirtualMachineToolsStatus? toolsVersionStatus:string? toolsVersionStatus2:string? toolsRunningStatus:string? toolsVersion:string? toolsInstallType:string? guestId:string? guestFamily:string? guestFullName:string? guestDetailedData:string? hostName:string? ipAddress:string? net:GuestNicInfo[]? ipStack:GuestStackInfo[]? disk:GuestDiskInfo[]? screen:GuestScreenInfo? guestState:string appHeartbeatStatus:string? guestKernelCrashed:boolean? appState:string? guestOperationsReady:boolean? interactiveGuestOperationsReady:boolean? guestStateChangeSupported:boolean? generationInfo:GuestInfoNamespaceGenerationInfo[]? hwVersion:string? customizationInfo:GuestInfoCustomizationInfo?
        D GuestInfoCustomizationInfo DynamicData customizationStatus:string startTime:dateTime? endTime:dateTime? errorMsg:string?
        D GuestInfoNamespaceGenerationInfo DynamicData key:string generationNo:int
        D GuestInfoVirtualDiskMapping DynamicData key:int
        D GuestNicInfo DynamicData network:string? ipAddress:string[]? macAddress:string? connected:boolean deviceConfigId:int dnsConfig:NetDnsConfigInfo? ipConfig:NetIpConfigInfo? netBIOSConfig:NetBIOSConfigInfo?
        D GuestOperationsFault VimFault
        D GuestOsDescriptor DynamicData id:string family:string fullName:string supportedMaxCPUs:int numSupportedPhysicalSockets:int numSupportedCoresPerSocket:int supportedMinMemMB:int supportedMaxMemMB:int recommendedMemMB:int recommendedColorDepth:int supportedDiskControllerList:string[] recommendedSCSIController:string? recommendedDiskController:string supportedNumDisks:int recommendedDiskSizeMB:int recommendedCdromController:string supportedEthernetCard:string[] recommendedEthernetCard:string? supportsSlaveDisk:boolean? cpuFeatureMask:HostCpuIdInfo[]? smcRequired:boolean supportsWakeOnLan:boolean supportsVMI:boolean supportsMemoryHotAdd:boolean supportsCpuHotAdd:boolean supportsCpuHotRemove:boolean supportedFirmware:string[] recommendedFirmware:string supportedUSBControllerList:string[]? recommendedUSBController:string? supports3D:boolean recommended3D:boolean smcRecommended:boolean ich7mRecommended:boolean usbRecommended:boolean supportLevel:string supportedForCreate:boolean vRAMSizeInKB:IntOption numSupportedFloppyDevices:int wakeOnLanEthernetCard:string[]? supportsPvscsiControllerForBoot:boolean diskUuidEnabled:boolean supportsHotPlugPCI:boolean supportsSecureBoot:boolean? defaultSecureBoot:boolean? persistentMemorySupported:boolean? supportedMinPersistentMemoryMB:long? supportedMaxPersistentMemoryMB:long? recommendedPersistentMemoryMB:long? persistentMemoryHotAddSupported:boolean? persistentMemoryHotRemoveSupported:boolean? persistentMemoryColdGrowthSupported:boolean? persistentMemoryColdGrowthGranularityMB:long? persistentMemoryHotGrowthSupported:boolean? persistentMemoryHotGrowthGranularityMB:long? numRecommendedPhysicalSockets:int? numRecommendedCoresPerSocket:int? vvtdSupported:BoolOption? vbsSupported:BoolOption? vsgxSupported:BoolOption? vsgxRemoteAttestationSupported:boolean? supportsTPM20:boolean? recommendedTPM20:boolean? vwdtSupported:boolean?
        D GuestScreenInfo DynamicData width:int height:int
        D GuestStackInfo DynamicData dnsConfig:NetDnsConfigInfo? ipRouteConfig:NetIpRouteConfigInfo? ipStackConfig:KeyValue[]? dhcpConfig:NetDhcpConfigInfo?
        D HbrDiskMigrationAction ClusterAction collectionId:string collectionName:string diskIds:string[] source:@Datastore destination:@Datastore sizeTransferred:long spaceUtilSrcBefore:float? spaceUtilDstBefore:float? spaceUtilSrcAfter:float? spaceUtilDstAfter:float? ioLatencySrcBefore:float? ioLatencyDstBefore:float?
        D HealthSystemRuntime DynamicData systemHealthInfo:HostSystemHealthInfo? hardwareStatusInfo:HostHardwareStatusInfo?
        D HostAccountSpec DynamicData id:string password:string? description:string?
        D HostActiveDirectory DynamicData changeOperation:string spec:HostActiveDirectorySpec?
        D HostActiveDirectoryInfo HostDirectoryStoreInfo joinedDomain:string? trustedDomain:string[]? domainMembershipStatus:string? smartCardAuthenticationEnabled:boolean?
        D HostActiveDirectorySpec DynamicData domainName:string? userName:string? password:string? camServer:string? thumbprint:string? smartCardAuthenticationEnabled:boolean? smartCardTrustAnchors:string[]?
        D HostAssignableHardwareBinding DynamicData instanceId:string vm:@VirtualMachine
        D HostAssignableHardwareConfig DynamicData attributeOverride:HostAssignableHardwareConfigAttributeOverride[]?
        D HostAssignableHardwareConfigAttributeOverride DynamicData instanceId:string name:string value:anyType?
        D HostAuthenticationManagerInfo DynamicData authConfig:HostAuthenticationStoreInfo[]
        D HostAuthenticationStoreInfo DynamicData enabled:boolean
        D HostAutoStartManagerConfig DynamicData defaults:AutoStartDefaults? powerInfo:AutoStartPowerInfo[]?
        D HostBIOSInfo DynamicData biosVersion:string? releaseDate:dateTime? vendor:string? majorRelease:int? minorRelease:int? firmwareMajorRelease:int? firmwareMinorRelease:int? firmwareType:string?
        D HostBlockAdapterTargetTransport HostTargetTransport
        D HostBlockHba HostHostBusAdapter
        D HostCacheConfigurationInfo DynamicData key:@Datastore swapSize:long
        D HostCapability DynamicData recursiveResourcePoolsSupported:boolean cpuMemoryResourceConfigurationSupported:boolean rebootSupported:boolean shutdownSupported:boolean vmotionSupported:boolean standbySupported:boolean ipmiSupported:boolean? maxSupportedVMs:int? maxRunningVMs:int? maxSupportedVcpus:int? maxRegisteredVMs:int? datastorePrincipalSupported:boolean sanSupported:boolean nfsSupported:boolean iscsiSupported:boolean vlanTaggingSupported:boolean nicTeamingSupported:boolean highGuestMemSupported:boolean maintenanceModeSupported:boolean suspendedRelocateSupported:boolean restrictedSnapshotRelocateSupported:boolean perVmSwapFiles:boolean localSwapDatastoreSupported:boolean unsharedSwapVMotionSupported:boolean backgroundSnapshotsSupported:boolean preAssignedPCIUnitNumbersSupported:boolean screenshotSupported:boolean scaledScreenshotSupported:boolean storageVMotionSupported:boolean vmotionWithStorageVMotionSupported:boolean vmotionAcrossNetworkSupported:boolean? maxNumDisksSVMotion:int? maxVirtualDiskDescVersionSupported:int? hbrNicSelectionSupported:boolean vrNfcNicSelectionSupported:boolean recordReplaySupported:boolean ftSupported:boolean replayUnsupportedReason:string? replayCompatibilityIssues:string[]? smpFtSupported:boolean ftCompatibilityIssues:string[]? smpFtCompatibilityIssues:string[]? maxVcpusPerFtVm:int? loginBySSLThumbprintSupported:boolean? cloneFromSnapshotSupported:boolean deltaDiskBackingsSupported:boolean perVMNetworkTrafficShapingSupported:boolean tpmSupported:boolean tpmVersion:string? txtEnabled:boolean? supportedCpuFeature:HostCpuIdInfo[]? virtualExecUsageSupported:boolean storageIORMSupported:boolean vmDirectPathGen2Supported:boolean? vmDirectPathGen2UnsupportedReason:string[]? vmDirectPathGen2UnsupportedReasonExtended:string? supportedVmfsMajorVersion:int[]? vStorageCapable:boolean snapshotRelayoutSupported:boolean firewallIpRulesSupported:boolean? servicePackageInfoSupported:boolean? maxHostRunningVms:int? maxHostSupportedVcpus:int? vmfsDatastoreMountCapable:boolean eightPlusHostVmfsSharedAccessSupported:boolean nestedHVSupported:boolean vPMCSupported:boolean interVMCommunicationThroughVMCISupported:boolean scheduledHardwareUpgradeSupported:boolean? featureCapabilitiesSupported:boolean latencySensitivitySupported:boolean storagePolicySupported:boolean? accel3dSupported:boolean reliableMemoryAware:boolean? multipleNetworkStackInstanceSupported:boolean? messageBusProxySupported:boolean? vsanSupported:boolean? vFlashSupported:boolean? hostAccessManagerSupported:boolean? provisioningNicSelectionSupported:boolean nfs41Supported:boolean? nfs41Krb5iSupported:boolean? turnDiskLocatorLedSupported:boolean? virtualVolumeDatastoreSupported:boolean? markAsSsdSupported:boolean? markAsLocalSupported:boolean? smartCardAuthenticationSupported:boolean? pMemSupported:boolean? pMemSnapshotSupported:boolean? cryptoSupported:boolean? oneKVolumeAPIsSupported:boolean? gatewayOnNicSupported:boolean? upitSupported:boolean? cpuHwMmuSupported:boolean? encryptedVMotionSupported:boolean? encryptionChangeOnAddRemoveSupported:boolean? encryptionHotOperationSupported:boolean? encryptionWithSnapshotsSupported:boolean? encryptionFaultToleranceSupported:boolean? encryptionMemorySaveSupported:boolean? encryptionRDMSupported:boolean? encryptionVFlashSupported:boolean? encryptionCBRCSupported:boolean? encryptionHBRSupported:boolean? ftEfiSupported:boolean? unmapMethodSupported:string? maxMemMBPerFtVm:int? virtualMmuUsageIgnored:boolean? virtualExecUsageIgnored:boolean? vmCreateDateSupported:boolean? vmfs3EOLSupported:boolean? ftVmcpSupported:boolean? quickBootSupported:boolean? encryptedFtSupported:boolean? assignableHardwareSupported:boolean? suspendToMemorySupported:boolean? useFeatureReqsForOldHWv:boolean? markPerenniallyReservedSupported:boolean? hppPspSupported:boolean? deviceRebindWithoutRebootSupported:boolean? storagePolicyChangeSupported:boolean? precisionTimeProtocolSupported:boolean? remoteDeviceVMotionSupported:boolean? maxSupportedVmMemory:int? ahDeviceHintsSupported:boolean? nvmeOverTcpSupported:boolean? nvmeStorageFabricServicesSupported:boolean? assignHwPciConfigSupported:boolean? timeConfigSupported:boolean? nvmeBatchOperationsSupported:boolean? pMemFailoverSupported:boolean? hostConfigEncryptionSupported:boolean? maxSupportedSimultaneousThreads:int? ptpConfigSupported:boolean? maxSupportedPtpPorts:int? sgxRegistrationSupported:boolean? pMemIndependentSnapshotSupported:boolean? iommuSLDirtyCapable:boolean? vmknicBindingSupported:boolean? ultralowFixedUnmapSupported:boolean? nvmeVvolSupported:boolean? fptHotplugSupported:boolean? mconnectSupported:boolean? vsanNicMgmtSupported:boolean? vvolNQNSupported:boolean?
        D HostCommunication RuntimeFault
        D HostConfigInfo DynamicData host:@HostSystem product:AboutInfo deploymentInfo:HostDeploymentInfo? hyperThread:HostHyperThreadScheduleInfo? consoleReservation:ServiceConsoleReservationInfo? virtualMachineReservation:VirtualMachineMemoryReservationInfo? storageDevice:HostStorageDeviceInfo? multipathState:HostMultipathStateInfo? fileSystemVolume:HostFileSystemVolumeInfo? systemFile:string[]? network:HostNetworkInfo? vmotion:HostVMotionInfo? virtualNicManagerInfo:HostVirtualNicManagerInfo? capabilities:HostNetCapabilities? datastoreCapabilities:HostDatastoreSystemCapabilities? offloadCapabilities:HostNetOffloadCapabilities? service:HostServiceInfo? firewall:HostFirewallInfo? autoStart:HostAutoStartManagerConfig? activeDiagnosticPartition:HostDiagnosticPartition? option:OptionValue[]? optionDef:OptionDef[]? datastorePrincipal:string? localSwapDatastore:@Datastore? systemSwapConfiguration:HostSystemSwapConfiguration? systemResources:HostSystemResourceInfo? dateTimeInfo:HostDateTimeInfo? flags:HostFlagInfo? adminDisabled:boolean? lockdownMode:HostLockdownMode? ipmi:HostIpmiInfo? sslThumbprintInfo:HostSslThumbprintInfo? sslThumbprintData:HostSslThumbprintInfo[]? certificate:byte[]? pciPassthruInfo:HostPciPassthruInfo[]? authenticationManagerInfo:HostAuthenticationManagerInfo? featureVersion:HostFeatureVersionInfo[]? powerSystemCapability:PowerSystemCapability? powerSystemInfo:PowerSystemInfo? cacheConfigurationInfo:HostCacheConfigurationInfo[]? wakeOnLanCapable:boolean? featureCapability:HostFeatureCapability[]? maskedFeatureCapability:HostFeatureCapability[]? vFlashConfigInfo:HostVFlashManagerVFlashConfigInfo? vsanHostConfig:VsanHostConfigInfo? domainList:string[]? scriptCheckSum:base64Binary? hostConfigCheckSum:base64Binary? descriptionTreeCheckSum:base64Binary? graphicsInfo:HostGraphicsInfo[]? sharedPassthruGpuTypes:string[]? graphicsConfig:HostGraphicsConfig? sharedGpuCapabilities:HostSharedGpuCapabilities[]? ioFilterInfo:HostIoFilterInfo[]? sriovDevicePool:HostSriovDevicePoolInfo[]? assignableHardwareBinding:HostAssignableHardwareBinding[]? assignableHardwareConfig:HostAssignableHardwareConfig?
        D HostConfigManager DynamicData cpuScheduler:@HostCpuSchedulerSystem? datastoreSystem:@HostDatastoreSystem? memoryManager:@HostMemorySystem? storageSystem:@HostStorageSystem? networkSystem:@HostNetworkSystem? vmotionSystem:@HostVMotionSystem? virtualNicManager:@HostVirtualNicManager? serviceSystem:@HostServiceSystem? firewallSystem:@HostFirewallSystem? advancedOption:@OptionManager? diagnosticSystem:@HostDiagnosticSystem? autoStartManager:@HostAutoStartManager? snmpSystem:@HostSnmpSystem? dateTimeSystem:@HostDateTimeSystem? patchManager:@HostPatchManager? imageConfigManager:@HostImageConfigManager? bootDeviceSystem:@HostBootDeviceSystem? firmwareSystem:@HostFirmwareSystem? healthStatusSystem:@HostHealthStatusSystem? pciPassthruSystem:@HostPciPassthruSystem? licenseManager:@LicenseManager? kernelModuleSystem:@HostKernelModuleSystem? authenticationManager:@HostAuthenticationManager? powerSystem:@HostPowerSystem? cacheConfigurationManager:@HostCacheConfigurationManager? esxAgentHostManager:@HostEsxAgentHostManager? iscsiManager:@IscsiManager? vFlashManager:@HostVFlashManager? vsanSystem:@HostVsanSystem? messageBusProxy:@MessageBusProxy? userDirectory:@UserDirectory? accountManager:@HostLocalAccountManager? hostAccessManager:@HostAccessManager? graphicsManager:@HostGraphicsManager? vsanInternalSystem:@HostVsanInternalSystem? certificateManager:@HostCertificateManager? cryptoManager:@CryptoManager? nvdimmSystem:@HostNvdimmSystem? assignableHardwareManager:@HostAssignableHardwareManager?
        D HostConfigSpec DynamicData nasDatastore:HostNasVolumeConfig[]? network:HostNetworkConfig? nicTypeSelection:HostVirtualNicManagerNicTypeSelection[]? service:HostServiceConfig[]? firewall:HostFirewallConfig? option:OptionValue[]? datastorePrincipal:string? datastorePrincipalPasswd:string? datetime:HostDateTimeConfig? storageDevice:HostStorageDeviceInfo? license:HostLicenseSpec? security:HostSecuritySpec? userAccount:HostAccountSpec[]? usergroupAccount:HostAccountSpec[]? memory:HostMemorySpec? activeDirectory:HostActiveDirectory[]? genericConfig:KeyAnyValue[]? graphicsConfig:HostGraphicsConfig? assignableHardwareConfig:HostAssignableHardwareConfig?
        D HostConfigSummary DynamicData name:string port:int sslThumbprint:string? product:AboutInfo? vmotionEnabled:boolean faultToleranceEnabled:boolean featureVersion:HostFeatureVersionInfo[]? agentVmDatastore:@Datastore? agentVmNetwork:@Network?
        D HostConnectFault VimFault
        D HostConnectInfo DynamicData serverIp:string? inDasCluster:boolean? host:HostListSummary vm:VirtualMachineSummary[]? vimAccountNameRequired:boolean? clusterSupported:boolean? network:HostConnectInfoNetworkInfo[]? datastore:HostDatastoreConnectInfo[]? license:HostLicenseConnectInfo? capability:HostCapability?
        D HostConnectInfoNetworkInfo DynamicData summary:NetworkSummary
        D HostConnectSpec DynamicData hostName:string? port:int? sslThumbprint:string? userName:string? password:string? vmFolder:@Folder? force:boolean vimAccountName:string? vimAccountPassword:string? managementIp:string? lockdownMode:HostLockdownMode? hostGateway:HostGatewaySpec?
        D HostConnectedEvent HostEvent
        D HostConnectionLostEvent HostEvent
        D HostCpuIdInfo DynamicData level:int vendor:string? eax:string? ebx:string? ecx:string? edx:string?
        D HostCpuInfo DynamicData numCpuPackages:short numCpuCores:short numCpuThreads:short hz:long
        D HostCpuPackage DynamicData index:short vendor:string hz:long busHz:long description:string threadId:short[] cpuFeature:HostCpuIdInfo[]?
        D HostCpuPowerManagementInfo DynamicData currentPolicy:string? hardwareSupport:string?
        D HostDatastoreBrowserSearchResults DynamicData datastore:@Datastore? folderPath:string? file:FileInfo[]?
        D HostDatastoreBrowserSearchSpec DynamicData query:FileQuery[]? details:FileQueryFlags? searchCaseInsensitive:boolean? matchPattern:string[]? sortFoldersFirst:boolean?
        D HostDatastoreConnectInfo DynamicData summary:DatastoreSummary
        D HostDatastoreExistsConnectInfo HostDatastoreConnectInfo newDatastoreName:string
        D HostDatastoreNameConflictConnectInfo HostDatastoreConnectInfo newDatastoreName:string
        D HostDatastoreSystemCapabilities DynamicData nfsMountCreationRequired:boolean nfsMountCreationSupported:boolean localDatastoreSupported:boolean vmfsExtentExpansionSupported:boolean
        D HostDatastoreSystemDatastoreResult DynamicData key:@Datastore fault:LocalizedMethodFault?
        D HostDatastoreSystemVvolDatastoreSpec DynamicData name:string scId:string
        D HostDateTimeConfig DynamicData timeZone:string? ntpConfig:HostNtpConfig? ptpConfig:HostPtpConfig? protocol:string? enabled:boolean? disableEvents:boolean? disableFallback:boolean? resetToFactoryDefaults:boolean?
        D HostDateTimeInfo DynamicData timeZone:HostDateTimeSystemTimeZone systemClockProtocol:string? ntpConfig:HostNtpConfig? ptpConfig:HostPtpConfig? enabled:boolean? disableEvents:boolean? disableFallback:boolean? inFallbackState:boolean? serviceSync:boolean? lastSyncTime:dateTime? remoteNtpServer:string? ntpRunTime:long? ptpRunTime:long? ntpDuration:string? ptpDuration:string?
        D HostDateTimeSystemTimeZone DynamicData key:string name:string description:string gmtOffset:int
        D HostDeploymentInfo DynamicData bootedFromStatelessCache:boolean?
        D HostDevice DynamicData deviceName:string deviceType:string
        D HostDhcpService DynamicData key:string spec:HostDhcpServiceSpec
        D HostDhcpServiceConfig DynamicData changeOperation:string? key:string spec:HostDhcpServiceSpec
        D HostDhcpServiceSpec DynamicData virtualSwitch:string defaultLeaseDuration:int leaseBeginIp:string leaseEndIp:string maxLeaseDuration:int unlimitedLease:boolean ipSubnetAddr:string ipSubnetMask:string
        D HostDiagnosticPartition DynamicData storageType:string diagnosticType:string slots:int id:HostScsiDiskPartition
        D HostDigestInfo DynamicData digestMethod:string digestValue:byte[] objectName:string?
        D HostDirectoryStoreInfo HostAuthenticationStoreInfo
        D HostDisconnectedEvent HostEvent reason:string?
        D HostDiskDimensionsChs DynamicData cylinder:long head:int sector:int
        D HostDiskDimensionsLba DynamicData blockSize:int block:long
        D HostDiskPartitionAttributes DynamicData partition:int startSector:long endSector:long type:string guid:string? logical:boolean attributes:byte partitionAlignment:long?
        D HostDiskPartitionBlockRange DynamicData partition:int? type:string start:HostDiskDimensionsLba end:HostDiskDimensionsLba
        D HostDiskPartitionInfo DynamicData deviceName:string spec:HostDiskPartitionSpec layout:HostDiskPartitionLayout
        D HostDiskPartitionLayout DynamicData total:HostDiskDimensionsLba? partition:HostDiskPartitionBlockRange[]
        D HostDiskPartitionSpec DynamicData partitionFormat:string? chs:HostDiskDimensionsChs? totalSectors:long? partition:HostDiskPartitionAttributes[]?
        D HostDnsConfig DynamicData dhcp:boolean virtualNicDevice:string? ipv6VirtualNicDevice:string? hostName:string domainName:string address:string[]? searchDomain:string[]?
        D HostDnsConfigSpec HostDnsConfig virtualNicConnection:HostVirtualNicConnection? virtualNicConnectionV6:HostVirtualNicConnection?
        D HostDvxClass DynamicData deviceClass:string checkpointSupported:boolean swDMATracingSupported:boolean sriovNic:boolean
        D HostEvent Event
        D HostEventArgument EntityEventArgument host:@HostSystem
        D HostFeatureCapability DynamicData key:string featureName:string value:string
        D HostFeatureMask DynamicData key:string featureName:string value:string
        D HostFeatureVersionInfo DynamicData key:string value:string
        D HostFibreChannelHba HostHostBusAdapter portWorldWideName:long nodeWorldWideName:long portType:FibreChannelPortType speed:long
        D HostFibreChannelOverEthernetHba HostFibreChannelHba underlyingNic:string linkInfo:HostFibreChannelOverEthernetHbaLinkInfo isSoftwareFcoe:boolean markedForRemoval:boolean?
        D HostFibreChannelOverEthernetHbaLinkInfo DynamicData vnportMac:string fcfMac:string vlanId:int
        D HostFibreChannelOverEthernetTargetTransport HostFibreChannelTargetTransport vnportMac:string fcfMac:string vlanId:int
        D HostFibreChannelTargetTransport HostTargetTransport portWorldWideName:long nodeWorldWideName:long
        D HostFileSystemMountInfo DynamicData mountInfo:HostMountInfo volume:HostFileSystemVolume vStorageSupport:string?
        D HostFileSystemVolume DynamicData type:string name:string capacity:long
        D HostFileSystemVolumeInfo DynamicData volumeTypeList:string[]? mountInfo:HostFileSystemMountInfo[]?
        D HostFirewallConfig DynamicData rule:HostFirewallConfigRuleSetConfig[]? defaultBlockingPolicy:HostFirewallDefaultPolicy
        D HostFirewallConfigRuleSetConfig DynamicData rulesetId:string enabled:boolean allowedHosts:HostFirewallRulesetIpList?
        D HostFirewallDefaultPolicy DynamicData incomingBlocked:boolean? outgoingBlocked:boolean?
        D HostFirewallInfo DynamicData defaultPolicy:HostFirewallDefaultPolicy ruleset:HostFirewallRuleset[]?
        D HostFirewallRule DynamicData port:int endPort:int? direction:HostFirewallRuleDirection portType:HostFirewallRulePortType? protocol:string
        D HostFirewallRuleset DynamicData key:string label:string required:boolean rule:HostFirewallRule[] service:string? enabled:boolean allowedHosts:HostFirewallRulesetIpList? userControllable:boolean? ipListUserConfigurable:boolean?
        D HostFirewallRulesetIpList DynamicData ipAddress:string[]? ipNetwork:HostFirewallRulesetIpNetwork[]? allIp:boolean
        D HostFirewallRulesetIpNetwork DynamicData network:string prefixLength:int
        D HostFlagInfo DynamicData backgroundSnapshotsEnabled:boolean?
        D HostForceMountedInfo DynamicData persist:boolean mounted:boolean
        D HostFru DynamicData type:string partName:string partNumber:string manufacturer:string serialNumber:string? mfgTimeStamp:dateTime?
        D HostGatewaySpec DynamicData gatewayType:string gatewayId:string? trustVerificationToken:string? hostAuthParams:KeyValue[]?
        D HostGraphicsConfig DynamicData hostDefaultGraphicsType:string sharedPassthruAssignmentPolicy:string deviceType:HostGraphicsConfigDeviceType[]?
        D HostGraphicsConfigDeviceType DynamicData deviceId:string graphicsType:string
        D HostGraphicsInfo DynamicData deviceName:string vendorName:string pciId:string graphicsType:string memorySizeInKB:long vm:@VirtualMachine[]?
        D HostHardwareElementInfo DynamicData name:string status:ElementDescription
        D HostHardwareInfo DynamicData systemInfo:HostSystemInfo cpuPowerManagementInfo:HostCpuPowerManagementInfo? cpuInfo:HostCpuInfo cpuPkg:HostCpuPackage[] memorySize:long numaInfo:HostNumaInfo? smcPresent:boolean pciDevice:HostPciDevice[]? dvxClasses:HostDvxClass[]? cpuFeature:HostCpuIdInfo[]? biosInfo:HostBIOSInfo? reliableMemoryInfo:HostReliableMemoryInfo? persistentMemoryInfo:HostPersistentMemoryInfo? sgxInfo:HostSgxInfo? sevInfo:HostSevInfo? memoryTieringType:string? memoryTierInfo:HostMemoryTierInfo[]?
        D HostHardwareStatusInfo DynamicData memoryStatusInfo:HostHardwareElementInfo[]? cpuStatusInfo:HostHardwareElementInfo[]? storageStatusInfo:HostStorageElementInfo[]? dpuStatusInfo:DpuStatusInfo[]?
        D HostHardwareSummary DynamicData vendor:string model:string uuid:string otherIdentifyingInfo:HostSystemIdentificationInfo[]? memorySize:long cpuModel:string cpuMhz:int numCpuPkgs:short numCpuCores:short numCpuThreads:short numNics:int numHBAs:int
        D HostHbaCreateSpec DynamicData
        D HostHostBusAdapter DynamicData key:string? device:string bus:int status:string model:string driver:string? pci:string? storageProtocol:string?
        D HostHyperThreadScheduleInfo DynamicData available:boolean active:boolean config:boolean
        D HostInternetScsiHba HostHostBusAdapter isSoftwareBased:boolean canBeDisabled:boolean? networkBindingSupport:HostInternetScsiHbaNetworkBindingSupportType? discoveryCapabilities:HostInternetScsiHbaDiscoveryCapabilities discoveryProperties:HostInternetScsiHbaDiscoveryProperties authenticationCapabilities:HostInternetScsiHbaAuthenticationCapabilities authenticationProperties:HostInternetScsiHbaAuthenticationProperties digestCapabilities:HostInternetScsiHbaDigestCapabilities? digestProperties:HostInternetScsiHbaDigestProperties? ipCapabilities:HostInternetScsiHbaIPCapabilities ipProperties:HostInternetScsiHbaIPProperties supportedAdvancedOptions:OptionDef[]? advancedOptions:HostInternetScsiHbaParamValue[]? iScsiName:string iScsiAlias:string? configuredSendTarget:HostInternetScsiHbaSendTarget[]? configuredStaticTarget:HostInternetScsiHbaStaticTarget[]? maxSpeedMb:int? currentSpeedMb:int?
        D HostInternetScsiHbaAuthenticationCapabilities DynamicData chapAuthSettable:boolean krb5AuthSettable:boolean srpAuthSettable:boolean spkmAuthSettable:boolean mutualChapSettable:boolean? targetChapSettable:boolean? targetMutualChapSettable:boolean?
        D HostInternetScsiHbaAuthenticationProperties DynamicData chapAuthEnabled:boolean chapName:string? chapSecret:string? chapAuthenticationType:string? chapInherited:boolean? mutualChapName:string? mutualChapSecret:string? mutualChapAuthenticationType:string? mutualChapInherited:boolean?
        D HostInternetScsiHbaDigestCapabilities DynamicData headerDigestSettable:boolean? dataDigestSettable:boolean? targetHeaderDigestSettable:boolean? targetDataDigestSettable:boolean?
        D HostInternetScsiHbaDigestProperties DynamicData headerDigestType:string? headerDigestInherited:boolean? dataDigestType:string? dataDigestInherited:boolean?
        D HostInternetScsiHbaDiscoveryCapabilities DynamicData iSnsDiscoverySettable:boolean slpDiscoverySettable:boolean staticTargetDiscoverySettable:boolean sendTargetsDiscoverySettable:boolean
        D HostInternetScsiHbaDiscoveryProperties DynamicData iSnsDiscoveryEnabled:boolean iSnsDiscoveryMethod:string? iSnsHost:string? slpDiscoveryEnabled:boolean slpDiscoveryMethod:string? slpHost:string? staticTargetDiscoveryEnabled:boolean sendTargetsDiscoveryEnabled:boolean
        D HostInternetScsiHbaIPCapabilities DynamicData addressSettable:boolean ipConfigurationMethodSettable:boolean subnetMaskSettable:boolean defaultGatewaySettable:boolean primaryDnsServerAddressSettable:boolean alternateDnsServerAddressSettable:boolean ipv6Supported:boolean? arpRedirectSettable:boolean? mtuSettable:boolean? hostNameAsTargetAddress:boolean? nameAliasSettable:boolean? ipv4EnableSettable:boolean? ipv6EnableSettable:boolean? ipv6PrefixLengthSettable:boolean? ipv6PrefixLength:int? ipv6DhcpConfigurationSettable:boolean? ipv6LinkLocalAutoConfigurationSettable:boolean? ipv6RouterAdvertisementConfigurationSettable:boolean? ipv6DefaultGatewaySettable:boolean? ipv6MaxStaticAddressesSupported:int?
        D HostInternetScsiHbaIPProperties DynamicData mac:string? address:string? dhcpConfigurationEnabled:boolean subnetMask:string? defaultGateway:string? primaryDnsServerAddress:string? alternateDnsServerAddress:string? ipv6Address:string? ipv6SubnetMask:string? ipv6DefaultGateway:string? arpRedirectEnabled:boolean? mtu:int? jumboFramesEnabled:boolean? ipv4Enabled:boolean? ipv6Enabled:boolean? ipv6properties:HostInternetScsiHbaIPv6Properties?
        D HostInternetScsiHbaIPv6Properties DynamicData iscsiIpv6Address:HostInternetScsiHbaIscsiIpv6Address[]? ipv6DhcpConfigurationEnabled:boolean? ipv6LinkLocalAutoConfigurationEnabled:boolean? ipv6RouterAdvertisementConfigurationEnabled:boolean? ipv6DefaultGateway:string?
        D HostInternetScsiHbaIscsiIpv6Address DynamicData address:string prefixLength:int origin:string operation:string?
        D HostInternetScsiHbaParamValue OptionValue isInherited:boolean?
        D HostInternetScsiHbaSendTarget DynamicData address:string port:int? authenticationProperties:HostInternetScsiHbaAuthenticationProperties? digestProperties:HostInternetScsiHbaDigestProperties? supportedAdvancedOptions:OptionDef[]? advancedOptions:HostInternetScsiHbaParamValue[]? parent:string?
        D HostInternetScsiHbaStaticTarget DynamicData address:string port:int? iScsiName:string discoveryMethod:string? authenticationProperties:HostInternetScsiHbaAuthenticationProperties? digestProperties:HostInternetScsiHbaDigestProperties? supportedAdvancedOptions:OptionDef[]? advancedOptions:HostInternetScsiHbaParamValue[]? parent:string?
        D HostInternetScsiHbaTargetSet DynamicData staticTargets:HostInternetScsiHbaStaticTarget[]? sendTargets:HostInternetScsiHbaSendTarget[]?
        D HostInternetScsiTargetTransport HostTargetTransport iScsiName:string iScsiAlias:string address:string[]?
        D HostInventoryFull NotEnoughLicenses capacity:int
        D HostIoFilterInfo IoFilterInfo available:boolean
        D HostIpConfig DynamicData dhcp:boolean ipAddress:string? subnetMask:string? ipV6Config:HostIpConfigIpV6AddressConfiguration?
        D HostIpConfigIpV6Address DynamicData ipAddress:string prefixLength:int origin:string? dadState:string? lifetime:dateTime? operation:string?
        D HostIpConfigIpV6AddressConfiguration DynamicData ipV6Address:HostIpConfigIpV6Address[]? autoConfigurationEnabled:boolean? dhcpV6Enabled:boolean?
        D HostIpRouteConfig DynamicData defaultGateway:string? gatewayDevice:string? ipV6DefaultGateway:string? ipV6GatewayDevice:string?
        D HostIpRouteConfigSpec HostIpRouteConfig gatewayDeviceConnection:HostVirtualNicConnection? ipV6GatewayDeviceConnection:HostVirtualNicConnection?
        D HostIpRouteEntry DynamicData network:string prefixLength:int gateway:string deviceName:string?
        D HostIpRouteOp DynamicData changeOperation:string route:HostIpRouteEntry
        D HostIpRouteTableConfig DynamicData ipRoute:HostIpRouteOp[]? ipv6Route:HostIpRouteOp[]?
        D HostIpRouteTableInfo DynamicData ipRoute:HostIpRouteEntry[]? ipv6Route:HostIpRouteEntry[]?
        D HostIpmiInfo DynamicData bmcIpAddress:string? bmcMacAddress:string? login:string? password:string?
        D HostLicensableResourceInfo DynamicData resource:KeyAnyValue[]
        D HostLicenseConnectInfo DynamicData license:LicenseManagerLicenseInfo evaluation:LicenseManagerEvaluationInfo resource:HostLicensableResourceInfo?
        D HostLicenseSpec DynamicData source:LicenseSource? editionKey:string? disabledFeatureKey:string[]? enabledFeatureKey:string[]?
        D HostListSummary DynamicData host:@HostSystem? hardware:HostHardwareSummary? runtime:HostRuntimeInfo? config:HostConfigSummary quickStats:HostListSummaryQuickStats overallStatus:ManagedEntityStatus rebootRequired:boolean customValue:CustomFieldValue[]? managementServerIp:string? maxEVCModeKey:string? currentEVCModeKey:string? currentEVCGraphicsModeKey:string? gateway:HostListSummaryGatewaySummary? tpmAttestation:HostTpmAttestationInfo? trustAuthorityAttestationInfos:HostTrustAuthorityAttestationInfo[]?
        D HostListSummaryGatewaySummary DynamicData gatewayType:string gatewayId:string
        D HostListSummaryQuickStats DynamicData overallCpuUsage:int? overallMemoryUsage:int? distributedCpuFairness:int? distributedMemoryFairness:int? availablePMemCapacity:int? uptime:int?
        D HostLocalAuthenticationInfo HostAuthenticationStoreInfo
        D HostLocalFileSystemVolume HostFileSystemVolume device:string
        D HostMaintenanceSpec DynamicData vsanMode:VsanHostDecommissionMode? purpose:string?
        D HostMemberHealthCheckResult DynamicData summary:string?
        D HostMemberRuntimeInfo DynamicData host:@HostSystem status:string? statusDetail:string? nsxtStatus:string? nsxtStatusDetail:string? healthCheckResult:HostMemberHealthCheckResult[]?
        D HostMemberUplinkHealthCheckResult HostMemberHealthCheckResult uplinkPortKey:string
        D HostMemorySpec DynamicData serviceConsoleReservation:long?
        D HostMemoryTierInfo DynamicData name:string type:string flags:string[]? size:long
        D HostMountInfo DynamicData path:string? accessMode:string mounted:boolean? accessible:boolean? inaccessibleReason:string? vmknicName:string? vmknicActive:boolean? mountFailedReason:string? numTcpConnections:int?
        D HostMultipathInfo DynamicData lun:HostMultipathInfoLogicalUnit[]?
        D HostMultipathInfoFixedLogicalUnitPolicy HostMultipathInfoLogicalUnitPolicy prefer:string
        D HostMultipathInfoHppLogicalUnitPolicy HostMultipathInfoLogicalUnitPolicy bytes:long? iops:long? path:string? latencyEvalTime:long? samplingIosPerPath:long?
        D HostMultipathInfoLogicalUnit DynamicData key:string id:string lun:ScsiLun path:HostMultipathInfoPath[] policy:HostMultipathInfoLogicalUnitPolicy storageArrayTypePolicy:HostMultipathInfoLogicalUnitStorageArrayTypePolicy?
        D HostMultipathInfoLogicalUnitPolicy DynamicData policy:string
        D HostMultipathInfoLogicalUnitStorageArrayTypePolicy DynamicData policy:string
        D HostMultipathInfoPath DynamicData key:string name:string pathState:string state:string? isWorkingPath:boolean? adapter:HostHostBusAdapter lun:HostMultipathInfoLogicalUnit transport:HostTargetTransport?
        D HostMultipathStateInfo DynamicData path:HostMultipathStateInfoPath[]?
        D HostMultipathStateInfoPath DynamicData name:string pathState:string
        D HostNasVolume HostFileSystemVolume remoteHost:string remotePath:string userName:string? remoteHostNames:string[]? securityType:string? protocolEndpoint:boolean?
        D HostNasVolumeConfig DynamicData changeOperation:string? spec:HostNasVolumeSpec?
        D HostNasVolumeSpec DynamicData remoteHost:string remotePath:string localPath:string accessMode:string type:string? userName:string? password:string? remoteHostNames:string[]? securityType:string? vmknicToBind:string? vmknicBound:boolean? connections:int?
        D HostNasVolumeUserInfo DynamicData user:string
        D HostNatService DynamicData key:string spec:HostNatServiceSpec
        D HostNatServiceConfig DynamicData changeOperation:string? key:string spec:HostNatServiceSpec
        D HostNatServiceNameServiceSpec DynamicData dnsAutoDetect:boolean dnsPolicy:string dnsRetries:int dnsTimeout:int dnsNameServer:string[]? nbdsTimeout:int nbnsRetries:int nbnsTimeout:int
        D HostNatServicePortForwardSpec DynamicData type:string name:string hostPort:int guestPort:int guestIpAddress:string
        D HostNatServiceSpec DynamicData virtualSwitch:string activeFtp:boolean allowAnyOui:boolean configPort:boolean ipGatewayAddress:string udpTimeout:int portForward:HostNatServicePortForwardSpec[]? nameService:HostNatServiceNameServiceSpec?
        D HostNetCapabilities DynamicData canSetPhysicalNicLinkSpeed:boolean supportsNicTeaming:boolean nicTeamingPolicy:string[]? supportsVlan:boolean usesServiceConsoleNic:boolean supportsNetworkHints:boolean maxPortGroupsPerVswitch:int? vswitchConfigSupported:boolean vnicConfigSupported:boolean ipRouteConfigSupported:boolean dnsConfigSupported:boolean dhcpOnVnicSupported:boolean ipV6Supported:boolean backupNfcNiocSupported:boolean?
        D HostNetOffloadCapabilities DynamicData csumOffload:boolean? tcpSegmentation:boolean? zeroCopyXmit:boolean?
        D HostNetStackInstance DynamicData key:string? name:string? dnsConfig:HostDnsConfig? ipRouteConfig:HostIpRouteConfig? requestedMaxNumberOfConnections:int? congestionControlAlgorithm:string? ipV6Enabled:boolean? routeTableConfig:HostIpRouteTableConfig?
        D HostNetworkConfig DynamicData vswitch:HostVirtualSwitchConfig[]? proxySwitch:HostProxySwitchConfig[]? portgroup:HostPortGroupConfig[]? pnic:PhysicalNicConfig[]? vnic:HostVirtualNicConfig[]? consoleVnic:HostVirtualNicConfig[]? dnsConfig:HostDnsConfig? ipRouteConfig:HostIpRouteConfig? consoleIpRouteConfig:HostIpRouteConfig? routeTableConfig:HostIpRouteTableConfig? dhcp:HostDhcpServiceConfig[]? nat:HostNatServiceConfig[]? ipV6Enabled:boolean? netStackSpec:HostNetworkConfigNetStackSpec[]? migrationStatus:string?
        D HostNetworkConfigNetStackSpec DynamicData netStackInstance:HostNetStackInstance operation:string?
        D HostNetworkConfigResult DynamicData vnicDevice:string[]? consoleVnicDevice:string[]?
        D HostNetworkInfo DynamicData vswitch:HostVirtualSwitch[]? proxySwitch:HostProxySwitch[]? portgroup:HostPortGroup[]? pnic:PhysicalNic[]? rdmaDevice:HostRdmaDevice[]? vnic:HostVirtualNic[]? consoleVnic:HostVirtualNic[]? dnsConfig:HostDnsConfig? ipRouteConfig:HostIpRouteConfig? consoleIpRouteConfig:HostIpRouteConfig? routeTableInfo:HostIpRouteTableInfo? dhcp:HostDhcpService[]? nat:HostNatService[]? ipV6Enabled:boolean? atBootIpV6Enabled:boolean? netStackInstance:HostNetStackInstance[]? opaqueSwitch:HostOpaqueSwitch[]? opaqueNetwork:HostOpaqueNetworkInfo[]? nsxTransportNodeId:string? nvdsToVdsMigrationRequired:boolean? migrationStatus:string?
        D HostNetworkPolicy DynamicData security:HostNetworkSecurityPolicy? nicTeaming:HostNicTeamingPolicy? offloadPolicy:HostNetOffloadCapabilities? shapingPolicy:HostNetworkTrafficShapingPolicy?
        D HostNetworkResourceRuntime DynamicData pnicResourceInfo:HostPnicNetworkResourceInfo[]
        D HostNetworkSecurityPolicy DynamicData allowPromiscuous:boolean? macChanges:boolean? forgedTransmits:boolean?
        D HostNetworkTrafficShapingPolicy DynamicData enabled:boolean? averageBandwidth:long? peakBandwidth:long? burstSize:long?
        D HostNewNetworkConnectInfo HostConnectInfoNetworkInfo
        D HostNicFailureCriteria DynamicData checkSpeed:string? speed:int? checkDuplex:boolean? fullDuplex:boolean? checkErrorPercent:boolean? percentage:int? checkBeacon:boolean?
        D HostNicOrderPolicy DynamicData activeNic:string[]? standbyNic:string[]?
        D HostNicTeamingPolicy DynamicData policy:string? reversePolicy:boolean? notifySwitches:boolean? rollingOrder:boolean? failureCriteria:HostNicFailureCriteria? nicOrder:HostNicOrderPolicy?
        D HostNotConnected HostCommunication
        D HostNotReachable HostCommunication
        D HostNtpConfig DynamicData server:string[]? configFile:string[]?
        D HostNumaInfo DynamicData type:string numNodes:int numaNode:HostNumaNode[]?
        D HostNumaNode DynamicData typeId:byte cpuID:short[] memorySize:long? memoryRangeBegin:long memoryRangeLength:long pciId:string[]?
        D HostNumericSensorInfo DynamicData name:string healthState:ElementDescription? currentReading:long unitModifier:int baseUnits:string rateUnits:string? sensorType:string id:string? sensorNumber:long? timeStamp:string? fru:HostFru?
        D HostNvmeConnectSpec HostNvmeSpec subnqn:string controllerId:int? adminQueueSize:int? keepAliveTimeout:int?
        D HostNvmeController DynamicData key:string controllerNumber:int subnqn:string name:string associatedAdapter:HostHostBusAdapter transportType:string fusedOperationSupported:boolean numberOfQueues:int queueSize:int attachedNamespace:HostNvmeNamespace[]? vendorId:string? model:string? serialNumber:string? firmwareVersion:string?
        D HostNvmeDisconnectSpec DynamicData hbaName:string subnqn:string? controllerNumber:int?
        D HostNvmeDiscoverSpec HostNvmeSpec autoConnect:boolean? rootDiscoveryController:boolean?
        D HostNvmeDiscoveryLog DynamicData entry:HostNvmeDiscoveryLogEntry[]? complete:boolean
        D HostNvmeDiscoveryLogEntry DynamicData subnqn:string subsystemType:string subsystemPortId:int controllerId:int adminQueueMaxSize:int transportParameters:HostNvmeTransportParameters transportRequirements:string connected:boolean
        D HostNvmeNamespace DynamicData key:string name:string id:int blockSize:int capacityInBlocks:long
        D HostNvmeOpaqueTransportParameters HostNvmeTransportParameters trtype:string traddr:string adrfam:string trsvcid:string tsas:base64Binary
        D HostNvmeOverFibreChannelParameters HostNvmeTransportParameters nodeWorldWideName:long portWorldWideName:long
        D HostNvmeOverRdmaParameters HostNvmeTransportParameters address:string addressFamily:string? portNumber:int?
        D HostNvmeOverTcpParameters HostNvmeTransportParameters address:string portNumber:int? digestVerification:string?
        D HostNvmeSpec DynamicData hbaName:string transportParameters:HostNvmeTransportParameters
        D HostNvmeTopology DynamicData adapter:HostNvmeTopologyInterface[]?
        D HostNvmeTopologyInterface DynamicData key:string adapter:HostHostBusAdapter connectedController:HostNvmeController[]?
        D HostNvmeTransportParameters DynamicData
        D HostOpaqueNetworkInfo DynamicData opaqueNetworkId:string opaqueNetworkName:string opaqueNetworkType:string pnicZone:string[]? capability:OpaqueNetworkCapability? extraConfig:OptionValue[]?
        D HostOpaqueSwitch DynamicData key:string name:string? pnic:PhysicalNic[]? pnicZone:HostOpaqueSwitchPhysicalNicZone[]? status:string? vtep:HostVirtualNic[]? extraConfig:OptionValue[]? featureCapability:HostFeatureCapability[]?
        D HostOpaqueSwitchPhysicalNicZone DynamicData key:string pnicDevice:string[]?
        D HostPMemVolume HostFileSystemVolume uuid:string version:string
        D HostParallelScsiHba HostHostBusAdapter
        D HostParallelScsiTargetTransport HostTargetTransport
        D HostPathSelectionPolicyOption DynamicData policy:ElementDescription
        D HostPciDevice DynamicData id:string classId:short bus:byte slot:byte function:byte vendorId:short subVendorId:short vendorName:string deviceId:short subDeviceId:short parentBridge:string? deviceName:string
        D HostPciPassthruInfo DynamicData id:string dependentDevice:string passthruEnabled:boolean passthruCapable:boolean passthruActive:boolean hardwareLabel:string?
        D HostPcieHba HostHostBusAdapter
        D HostPcieTargetTransport HostTargetTransport
        D HostPersistentMemoryInfo DynamicData capacityInMB:long? volumeUUID:string?
        D HostPlacedVirtualNicIdentifier DynamicData vm:@VirtualMachine vnicKey:string reservation:int?
        D HostPlugStoreTopology DynamicData adapter:HostPlugStoreTopologyAdapter[]? path:HostPlugStoreTopologyPath[]? target:HostPlugStoreTopologyTarget[]? device:HostPlugStoreTopologyDevice[]? plugin:HostPlugStoreTopologyPlugin[]?
        D HostPlugStoreTopologyAdapter DynamicData key:string adapter:HostHostBusAdapter path:HostPlugStoreTopologyPath[]?
        D HostPlugStoreTopologyDevice DynamicData key:string lun:ScsiLun path:HostPlugStoreTopologyPath[]?
        D HostPlugStoreTopologyPath DynamicData key:string name:string channelNumber:int? targetNumber:int? lunNumber:int? adapter:HostPlugStoreTopologyAdapter? target:HostPlugStoreTopologyTarget? device:HostPlugStoreTopologyDevice?
        D HostPlugStoreTopologyPlugin DynamicData key:string name:string device:HostPlugStoreTopologyDevice[]? claimedPath:HostPlugStoreTopologyPath[]?
        D HostPlugStoreTopologyTarget DynamicData key:string transport:HostTargetTransport?
        D HostPnicNetworkResourceInfo DynamicData pnicDevice:string availableBandwidthForVMTraffic:long? unusedBandwidthForVMTraffic:long? placedVirtualNics:HostPlacedVirtualNicIdentifier[]?
        D HostPortGroup DynamicData key:string? port:HostPortGroupPort[]? vswitch:HostVirtualSwitch? computedPolicy:HostNetworkPolicy spec:HostPortGroupSpec
        D HostPortGroupConfig DynamicData changeOperation:string? spec:HostPortGroupSpec?
        D HostPortGroupPort DynamicData key:string? mac:string[]? type:string
        D HostPortGroupSpec DynamicData name:string vlanId:int vswitchName:string policy:HostNetworkPolicy
        D HostPosixAccountSpec HostAccountSpec posixId:int? shellAccess:boolean?
        D HostPowerOpFailed VimFault
        D HostPowerPolicy DynamicData key:int name:string shortName:string description:string
        D HostProtocolEndpoint DynamicData peType:string type:string? uuid:string hostKey:@HostSystem[]? storageArray:string? nfsServer:string? nfsDir:string? nfsServerScope:string? nfsServerMajor:string? nfsServerAuthType:string? nfsServerUser:string? deviceId:string?
        D HostProxySwitch DynamicData dvsUuid:string dvsName:string key:string numPorts:int configNumPorts:int? numPortsAvailable:int uplinkPort:KeyValue[]? mtu:int? pnic:PhysicalNic[]? spec:HostProxySwitchSpec hostLag:HostProxySwitchHostLagConfig[]? networkReservationSupported:boolean? nsxtEnabled:boolean? ensEnabled:boolean? ensInterruptEnabled:boolean? transportZones:DistributedVirtualSwitchHostMemberTransportZoneInfo[]? nsxUsedUplinkPort:string[]? nsxtStatus:string? nsxtStatusDetail:string? ensInfo:HostProxySwitchEnsInfo? networkOffloadingEnabled:boolean?
        D HostProxySwitchConfig DynamicData changeOperation:string? uuid:string spec:HostProxySwitchSpec?
        D HostProxySwitchEnsInfo DynamicData opsVersion:long numPSOps:long numLcoreOps:long errorStatus:long lcoreStatus:long
        D HostProxySwitchHostLagConfig DynamicData lagKey:string lagName:string? uplinkPort:KeyValue[]?
        D HostProxySwitchSpec DynamicData backing:DistributedVirtualSwitchHostMemberBacking?
        D HostPtpConfig DynamicData domain:int? port:HostPtpConfigPtpPort[]?
        D HostPtpConfigPtpPort DynamicData index:int deviceType:string? device:string? ipConfig:HostIpConfig?
        D HostQualifiedName DynamicData value:string type:string
        D HostRdmaDevice DynamicData key:string device:string driver:string? description:string? backing:HostRdmaDeviceBacking? connectionInfo:HostRdmaDeviceConnectionInfo capability:HostRdmaDeviceCapability
        D HostRdmaDeviceBacking DynamicData
        D HostRdmaDeviceCapability DynamicData roceV1Capable:boolean roceV2Capable:boolean iWarpCapable:boolean
        D HostRdmaDeviceConnectionInfo DynamicData state:string mtu:int speedInMbps:int
        D HostRdmaDevicePnicBacking HostRdmaDeviceBacking pairedUplink:PhysicalNic
        D HostRdmaHba HostHostBusAdapter associatedRdmaDevice:string?
        D HostRdmaTargetTransport HostTargetTransport
        D HostReliableMemoryInfo DynamicData memorySize:long
        D HostResignatureRescanResult DynamicData rescan:HostVmfsRescanResult[]? result:@Datastore
        D HostRuntimeInfo DynamicData connectionState:HostSystemConnectionState powerState:HostSystemPowerState standbyMode:string? inMaintenanceMode:boolean inQuarantineMode:boolean? bootTime:dateTime? healthSystemRuntime:HealthSystemRuntime? dasHostState:ClusterDasFdmHostState? tpmPcrValues:HostTpmDigestInfo[]? vsanRuntimeInfo:VsanHostRuntimeInfo? networkRuntimeInfo:HostRuntimeInfoNetworkRuntimeInfo? vFlashResourceRuntimeInfo:HostVFlashManagerVFlashResourceRunTimeInfo? hostMaxVirtualDiskCapacity:long? cryptoState:string? cryptoKeyId:CryptoKeyId? statelessNvdsMigrationReady:string? stateEncryption:HostRuntimeInfoStateEncryptionInfo?
        D HostRuntimeInfoNetStackInstanceRuntimeInfo DynamicData netStackInstanceKey:string state:string? vmknicKeys:string[]? maxNumberOfConnections:int? currentIpV6Enabled:boolean?
        D HostRuntimeInfoNetworkRuntimeInfo DynamicData netStackInstanceRuntimeInfo:HostRuntimeInfoNetStackInstanceRuntimeInfo[]? networkResourceRuntime:HostNetworkResourceRuntime?
        D HostRuntimeInfoStateEncryptionInfo DynamicData protectionMode:string requireSecureBoot:boolean? requireExecInstalledOnly:boolean?
        D HostScsiDisk ScsiLun capacity:HostDiskDimensionsLba devicePath:string ssd:boolean? localDisk:boolean? physicalLocation:string[]? emulatedDIXDIFEnabled:boolean? vsanDiskInfo:VsanHostVsanDiskInfo? scsiDiskType:string?
        D HostScsiDiskPartition DynamicData diskName:string partition:int
        D HostScsiTopology DynamicData adapter:HostScsiTopologyInterface[]?
        D HostScsiTopologyInterface DynamicData key:string adapter:HostHostBusAdapter target:HostScsiTopologyTarget[]?
        D HostScsiTopologyLun DynamicData key:string lun:int scsiLun:ScsiLun
        D HostScsiTopologyTarget DynamicData key:string target:int lun:HostScsiTopologyLun[]? transport:HostTargetTransport?
        D HostSecuritySpec DynamicData adminPassword:string? removePermission:Permission[]? addPermission:Permission[]?
        D HostSerialAttachedHba HostHostBusAdapter nodeWorldWideName:string
        D HostSerialAttachedTargetTransport HostTargetTransport
        D HostService DynamicData key:string label:string required:boolean uninstallable:boolean running:boolean ruleset:string[]? policy:string sourcePackage:HostServiceSourcePackage?
        D HostServiceConfig DynamicData serviceId:string startupPolicy:string
        D HostServiceInfo DynamicData service:HostService[]?
        D HostServiceSourcePackage DynamicData sourcePackageName:string description:string
        D HostServiceTicket DynamicData host:string? port:int? sslThumbprint:string? service:string serviceVersion:string sessionId:string
        D HostSevInfo DynamicData sevState:string maxSevEsGuests:long
        D HostSgxInfo DynamicData sgxState:string totalEpcMemory:long flcMode:string lePubKeyHash:string? registrationInfo:HostSgxRegistrationInfo?
        D HostSgxRegistrationInfo DynamicData status:string? biosError:int? registrationUrl:string? type:string? ppid:string? lastRegisteredTime:dateTime?
        D HostSharedGpuCapabilities DynamicData vgpu:string diskSnapshotSupported:boolean memorySnapshotSupported:boolean suspendSupported:boolean migrateSupported:boolean
        D HostSriovDevicePoolInfo DynamicData key:string
        D HostSriovInfo HostPciPassthruInfo sriovEnabled:boolean sriovCapable:boolean sriovActive:boolean numVirtualFunctionRequested:int numVirtualFunction:int maxVirtualFunctionSupported:int
        D HostSriovNetworkDevicePoolInfo HostSriovDevicePoolInfo switchKey:string? switchUuid:string? pnic:PhysicalNic[]?
        D HostSslThumbprintInfo DynamicData principal:string ownerTag:string sslThumbprints:string[]?
        D HostStorageArrayTypePolicyOption DynamicData policy:ElementDescription
        D HostStorageDeviceInfo DynamicData hostBusAdapter:HostHostBusAdapter[]? scsiLun:ScsiLun[]? scsiTopology:HostScsiTopology? nvmeTopology:HostNvmeTopology? multipathInfo:HostMultipathInfo? plugStoreTopology:HostPlugStoreTopology? softwareInternetScsiEnabled:boolean
        D HostStorageElementInfo HostHardwareElementInfo operationalInfo:HostStorageOperationalInfo[]?
        D HostStorageOperationalInfo DynamicData property:string value:string
        D HostStorageSystemDiskLocatorLedResult DynamicData key:string fault:LocalizedMethodFault
        D HostStorageSystemScsiLunResult DynamicData key:string fault:LocalizedMethodFault?
        D HostStorageSystemVmfsVolumeResult DynamicData key:string fault:LocalizedMethodFault?
        D HostSystemComplianceCheckState DynamicData state:string checkTime:dateTime
        D HostSystemHealthInfo DynamicData numericSensorInfo:HostNumericSensorInfo[]?
        D HostSystemIdentificationInfo DynamicData identifierValue:string identifierType:ElementDescription
        D HostSystemInfo DynamicData vendor:string model:string uuid:string otherIdentifyingInfo:HostSystemIdentificationInfo[]? serialNumber:string? qualifiedName:HostQualifiedName[]? vvolHostNQN:HostQualifiedName? vvolHostId:string?
        D HostSystemReconnectSpec DynamicData syncState:boolean?
        D HostSystemRemediationState DynamicData state:string operationTime:dateTime
        D HostSystemResourceInfo DynamicData key:string config:ResourceConfigSpec? child:HostSystemResourceInfo[]?
        D HostSystemSwapConfiguration DynamicData option:HostSystemSwapConfigurationSystemSwapOption[]?
        D HostSystemSwapConfigurationDatastoreOption HostSystemSwapConfigurationSystemSwapOption datastore:string
        D HostSystemSwapConfigurationDisabledOption HostSystemSwapConfigurationSystemSwapOption
        D HostSystemSwapConfigurationHostCacheOption HostSystemSwapConfigurationSystemSwapOption
        D HostSystemSwapConfigurationHostLocalSwapOption HostSystemSwapConfigurationSystemSwapOption
        D HostSystemSwapConfigurationSystemSwapOption DynamicData key:int
        D HostTargetTransport DynamicData
        D HostTcpHba HostHostBusAdapter associatedPnic:string?
        D HostTcpHbaCreateSpec HostHbaCreateSpec pnic:string
        D HostTcpTargetTransport HostTargetTransport
        D HostTpmAttestationInfo DynamicData time:dateTime status:HostTpmAttestationInfoAcceptanceStatus message:LocalizableMessage?
        D HostTpmAttestationReport DynamicData tpmPcrValues:HostTpmDigestInfo[] tpmEvents:HostTpmEventLogEntry[] tpmLogReliable:boolean
        D HostTpmBootCompleteEventDetails HostTpmEventDetails
        D HostTpmBootSecurityOptionEventDetails HostTpmEventDetails bootSecurityOption:string
        D HostTpmCommandEventDetails HostTpmEventDetails commandLine:string
        D HostTpmDigestInfo HostDigestInfo pcrNumber:int
        D HostTpmEventDetails DynamicData dataHash:byte[] dataHashMethod:string?
        D HostTpmEventLogEntry DynamicData pcrIndex:int eventDetails:HostTpmEventDetails
        D HostTpmNvTagEventDetails HostTpmBootSecurityOptionEventDetails
        D HostTpmOptionEventDetails HostTpmEventDetails optionsFileName:string bootOptions:byte[]?
        D HostTpmSignerEventDetails HostTpmBootSecurityOptionEventDetails
        D HostTpmSoftwareComponentEventDetails HostTpmEventDetails componentName:string vibName:string vibVersion:string vibVendor:string
        D HostTpmVersionEventDetails HostTpmEventDetails version:base64Binary
        D HostTrustAuthorityAttestationInfo DynamicData attestationStatus:string serviceId:string? attestedAt:dateTime? attestedUntil:dateTime? messages:LocalizableMessage[]?
        D HostUnresolvedVmfsExtent DynamicData device:HostScsiDiskPartition devicePath:string vmfsUuid:string isHeadExtent:boolean ordinal:int startBlock:int endBlock:int reason:string
        D HostUnresolvedVmfsResignatureSpec DynamicData extentDevicePath:string[]
        D HostUnresolvedVmfsResolutionResult DynamicData spec:HostUnresolvedVmfsResolutionSpec vmfs:HostVmfsVolume? fault:LocalizedMethodFault?
        D HostUnresolvedVmfsResolutionSpec DynamicData extentDevicePath:string[] uuidResolution:string
        D HostUnresolvedVmfsVolume DynamicData extent:HostUnresolvedVmfsExtent[] vmfsLabel:string vmfsUuid:string totalBlocks:int resolveStatus:HostUnresolvedVmfsVolumeResolveStatus
        D HostUnresolvedVmfsVolumeResolveStatus DynamicData resolvable:boolean incompleteExtents:boolean? multipleCopies:boolean?
        D HostVFlashManagerVFlashCacheConfigInfo DynamicData vFlashModuleConfigOption:HostVFlashManagerVFlashCacheConfigInfoVFlashModuleConfigOption[]? defaultVFlashModule:string? swapCacheReservationInGB:long?
        D HostVFlashManagerVFlashCacheConfigInfoVFlashModuleConfigOption DynamicData vFlashModule:string vFlashModuleVersion:string minSupportedModuleVersion:string cacheConsistencyType:ChoiceOption cacheMode:ChoiceOption blockSizeInKBOption:LongOption reservationInMBOption:LongOption maxDiskSizeInKB:long
        D HostVFlashManagerVFlashConfigInfo DynamicData vFlashResourceConfigInfo:HostVFlashManagerVFlashResourceConfigInfo? vFlashCacheConfigInfo:HostVFlashManagerVFlashCacheConfigInfo?
        D HostVFlashManagerVFlashResourceConfigInfo DynamicData vffs:HostVffsVolume? capacity:long
        D HostVFlashManagerVFlashResourceRunTimeInfo DynamicData usage:long capacity:long accessible:boolean capacityForVmCache:long freeForVmCache:long
        D HostVMotionCompatibility DynamicData host:@HostSystem compatibility:string[]?
        D HostVMotionInfo DynamicData netConfig:HostVMotionNetConfig? ipConfig:HostIpConfig?
        D HostVMotionNetConfig DynamicData candidateVnic:HostVirtualNic[]? selectedVnic:HostVirtualNic?
        D HostVfatVolume HostFileSystemVolume
        D HostVffsSpec DynamicData devicePath:string partition:HostDiskPartitionSpec? majorVersion:int volumeName:string
        D HostVffsVolume HostFileSystemVolume majorVersion:int version:string uuid:string extent:HostScsiDiskPartition[]
        D HostVirtualNic DynamicData device:string key:string portgroup:string spec:HostVirtualNicSpec port:HostPortGroupPort?
        D HostVirtualNicConfig DynamicData changeOperation:string? device:string? portgroup:string spec:HostVirtualNicSpec?
        D HostVirtualNicConnection DynamicData portgroup:string? dvPort:DistributedVirtualSwitchPortConnection? opNetwork:HostVirtualNicOpaqueNetworkSpec?
        D HostVirtualNicIpRouteSpec DynamicData ipRouteConfig:HostIpRouteConfig?
        D HostVirtualNicManagerInfo DynamicData netConfig:VirtualNicManagerNetConfig[]?
        D HostVirtualNicManagerNicTypeSelection DynamicData vnic:HostVirtualNicConnection nicType:string[]?
        D HostVirtualNicOpaqueNetworkSpec DynamicData opaqueNetworkId:string opaqueNetworkType:string
        D HostVirtualNicSpec DynamicData ip:HostIpConfig? mac:string? distributedVirtualPort:DistributedVirtualSwitchPortConnection? portgroup:string? mtu:int? tsoEnabled:boolean? netStackInstanceKey:string? opaqueNetwork:HostVirtualNicOpaqueNetworkSpec? externalId:string? pinnedPnic:string? ipRouteSpec:HostVirtualNicIpRouteSpec? systemOwned:boolean? dpuId:string?
        D HostVirtualSwitch DynamicData name:string key:string numPorts:int numPortsAvailable:int mtu:int? portgroup:HostPortGroup[]? pnic:PhysicalNic[]? spec:HostVirtualSwitchSpec
        D HostVirtualSwitchAutoBridge HostVirtualSwitchBridge excludedNicDevice:string[]?
        D HostVirtualSwitchBeaconConfig DynamicData interval:int
        D HostVirtualSwitchBondBridge HostVirtualSwitchBridge nicDevice:string[] beacon:HostVirtualSwitchBeaconConfig? linkDiscoveryProtocolConfig:LinkDiscoveryProtocolConfig?
        D HostVirtualSwitchBridge DynamicData
        D HostVirtualSwitchConfig DynamicData changeOperation:string? name:string spec:HostVirtualSwitchSpec?
        D HostVirtualSwitchSimpleBridge HostVirtualSwitchBridge nicDevice:string
        D HostVirtualSwitchSpec DynamicData numPorts:int bridge:HostVirtualSwitchBridge? policy:HostNetworkPolicy? mtu:int?
        D HostVmfsRescanResult DynamicData host:@HostSystem fault:LocalizedMethodFault?
        D HostVmfsSpec DynamicData extent:HostScsiDiskPartition blockSizeMb:int? majorVersion:int volumeName:string blockSize:int? unmapGranularity:int? unmapPriority:string? unmapBandwidthSpec:VmfsUnmapBandwidthSpec?
        D HostVmfsVolume HostFileSystemVolume blockSizeMb:int blockSize:int? unmapGranularity:int? unmapPriority:string? unmapBandwidthSpec:VmfsUnmapBandwidthSpec? maxBlocks:int majorVersion:int version:string uuid:string extent:HostScsiDiskPartition[] vmfsUpgradable:boolean forceMountedInfo:HostForceMountedInfo? ssd:boolean? local:boolean? scsiDiskType:string?
        D HostVvolNQN DynamicData targetNQN:string storageArray:string online:boolean
        D HostVvolVolume HostFileSystemVolume scId:string hostPE:VVolHostPE[]? hostVvolNQN:HostVvolVolumeHostVvolNQN[]? vasaProviderInfo:VimVasaProviderInfo[]? storageArray:VASAStorageArray[]? protocolEndpointType:string? vvolNQNFieldsAvailable:boolean?
        D HostVvolVolumeHostVvolNQN DynamicData host:@HostSystem? vvolNQN:HostVvolNQN[]?
        D HttpNfcLeaseCapabilities DynamicData pullModeSupported:boolean corsSupported:boolean
        D HttpNfcLeaseDatastoreLeaseInfo DynamicData datastoreKey:string hosts:HttpNfcLeaseHostInfo[]
        D HttpNfcLeaseDeviceUrl DynamicData key:string importKey:string url:string sslThumbprint:string disk:boolean? targetId:string? datastoreKey:string? fileSize:long?
        D HttpNfcLeaseHostInfo DynamicData url:string sslThumbprint:string
        D HttpNfcLeaseInfo DynamicData lease:@HttpNfcLease entity:@ManagedEntity deviceUrl:HttpNfcLeaseDeviceUrl[]? totalDiskCapacityInKB:long leaseTimeout:int hostMap:HttpNfcLeaseDatastoreLeaseInfo[]?
        D HttpNfcLeaseManifestEntry DynamicData key:string sha1:string checksum:string? checksumType:string? size:long disk:boolean capacity:long? populatedSize:long?
        D HttpNfcLeaseProbeResult DynamicData serverAccessible:boolean
        D HttpNfcLeaseSourceFile DynamicData targetDeviceId:string url:string memberName:string? create:boolean sslThumbprint:string? httpHeaders:KeyValue[]? size:long?
        D ID DynamicData id:string
        D IDEDiskNotSupported DiskNotSupported
        D ImportOperationBulkFaultFaultOnImport DynamicData entityType:string? key:string? fault:LocalizedMethodFault
        D ImportSpec DynamicData entityConfig:VAppEntityConfigInfo? instantiationOst:OvfConsumerOstNode?
        D InheritablePolicy DynamicData inherited:boolean
        D InsufficientHostCapacityFault InsufficientResourcesFault host:@HostSystem?
        D InsufficientMemoryResourcesFault InsufficientResourcesFault unreserved:long requested:long
        D InsufficientResourcesFault VimFault
        D IntExpression NegatableExpression value:int?
        D IntOption OptionType min:int max:int defaultValue:int
        D IntPolicy InheritablePolicy value:int?
        D InvalidArgument RuntimeFault invalidProperty:string?
        D InvalidCollectorVersion MethodFault
        D InvalidController InvalidDeviceSpec controllerKey:int
        D InvalidDatastore VimFault datastore:@Datastore? name:string?
        D InvalidDatastorePath InvalidDatastore datastorePath:string
        D InvalidDeviceBacking InvalidDeviceSpec
        D InvalidDeviceOperation InvalidDeviceSpec badOp:VirtualDeviceConfigSpecOperation? badFileOp:VirtualDeviceConfigSpecFileOperation?
        D InvalidDeviceSpec InvalidVmConfig deviceIndex:int
        D InvalidDiskFormat InvalidFormat
        D InvalidFolder VimFault target:@ManagedEntity
        D InvalidFormat VmConfigFault
        D InvalidHostState InvalidState host:@HostSystem?
        D InvalidLocale VimFault
        D InvalidLogin VimFault
        D InvalidName VimFault name:string entity:@ManagedEntity?
        D InvalidPowerState InvalidState requestedState:VirtualMachinePowerState? existingState:VirtualMachinePowerState
        D InvalidPrivilege VimFault privilege:string
        D InvalidProperty MethodFault name:string
        D InvalidRequest RuntimeFault
        D InvalidSnapshotFormat InvalidFormat
        D InvalidState VimFault
        D InvalidType InvalidRequest argument:string?
        D InvalidVmConfig VmConfigFault property:string?
        D IoFilterInfo DynamicData id:string name:string vendor:string version:string type:string? summary:string? releaseDate:string?
        D IpAddress NegatableExpression
        D IpRange IpAddress addressPrefix:string prefixLength:int?
        D IsoImageFileInfo FileInfo
        D IsoImageFileQuery FileQuery
        D KeyAnyValue DynamicData key:string value:anyType
        D KeyProviderId DynamicData id:string
        D KeyValue DynamicData key:string value:string
        D LatencySensitivity DynamicData level:LatencySensitivitySensitivityLevel sensitivity:int?
        D LicenseAssignmentManagerLicenseAssignment DynamicData entityId:string scope:string? entityDisplayName:string? assignedLicense:LicenseManagerLicenseInfo properties:KeyAnyValue[]?
        D LicenseAvailabilityInfo DynamicData feature:LicenseFeatureInfo total:int available:int
        D LicenseDiagnostics DynamicData sourceLastChanged:dateTime sourceLost:string sourceLatency:float licenseRequests:string licenseRequestFailures:string licenseFeatureUnknowns:string opState:LicenseManagerState lastStatusUpdate:dateTime opFailureMessage:string
        D LicenseFeatureInfo DynamicData key:string featureName:string featureDescription:string? state:LicenseFeatureInfoState? costUnit:string sourceRestriction:string? dependentKey:string[]? edition:boolean? expiresOn:dateTime?
        D LicenseManagerEvaluationInfo DynamicData properties:KeyAnyValue[]
        D LicenseManagerLicenseInfo DynamicData licenseKey:string editionKey:string name:string total:int used:int? costUnit:string properties:KeyAnyValue[]? labels:KeyValue[]?
        D LicenseReservationInfo DynamicData key:string state:LicenseReservationInfoState required:int
        D LicenseServerSource LicenseSource licenseServer:string
        D LicenseSource DynamicData
        D LicenseUsageInfo DynamicData source:LicenseSource sourceAvailable:boolean reservationInfo:LicenseReservationInfo[]? featureInfo:LicenseFeatureInfo[]?
        D LimitExceeded VimFault property:string? limit:int?
        D LinkDiscoveryProtocolConfig DynamicData protocol:string operation:string
        D LinkLayerDiscoveryProtocolInfo DynamicData chassisId:string portId:string timeToLive:int parameter:KeyAnyValue[]?
        D LocalDatastoreInfo DatastoreInfo path:string?
        D LocalLicenseSource LicenseSource licenseKeys:string
        D LocalizableMessage DynamicData key:string arg:KeyAnyValue[]? message:string?
        D LongOption OptionType min:long max:long defaultValue:long
        D LongPolicy InheritablePolicy value:long?
        D MacAddress NegatableExpression
        D MacRange MacAddress address:string mask:string
        D ManagedByInfo DynamicData extensionKey:string type:string
        D ManagedEntityEventArgument EntityEventArgument entity:@ManagedEntity
        D ManagedObjectNotFound RuntimeFault obj:@ManagedObject
        D MemoryHotPlugNotSupported VmConfigFault
        D MemorySizeNotRecommended VirtualHardwareCompatibilityIssue memorySizeMB:int minMemorySizeMB:int maxMemorySizeMB:int
        D MemorySizeNotSupported VirtualHardwareCompatibilityIssue memorySizeMB:int minMemorySizeMB:int maxMemorySizeMB:int
        D MemorySizeNotSupportedByDatastore VirtualHardwareCompatibilityIssue datastore:@Datastore memorySizeMB:int maxMemorySizeMB:int
        D MethodAction Action name:string argument:MethodActionArgument[]?
        D MethodActionArgument DynamicData value:anyType?
        D MethodDescription Description key:string
        D MethodNotFound InvalidRequest receiver:@ManagedObject method:string
        D MetricAlarmExpression AlarmExpression operator:MetricAlarmOperator type:string metric:PerfMetricId yellow:int? yellowInterval:int? red:int? redInterval:int?
        D MigrationFault VimFault
        D MigrationNotReady MigrationFault reason:string
        D MissingObject DynamicData obj:@ManagedObject fault:LocalizedMethodFault
        D MissingProperty DynamicData path:string fault:LocalizedMethodFault
        D NasDatastoreInfo DatastoreInfo nas:HostNasVolume?
        D NegatableExpression DynamicData negate:boolean?
        D NetBIOSConfigInfo DynamicData mode:string
        D NetDhcpConfigInfo DynamicData ipv6:NetDhcpConfigInfoDhcpOptions? ipv4:NetDhcpConfigInfoDhcpOptions?
        D NetDhcpConfigInfoDhcpOptions DynamicData enable:boolean config:KeyValue[]?
        D NetDnsConfigInfo DynamicData dhcp:boolean hostName:string domainName:string ipAddress:string[]? searchDomain:string[]?
        D NetIpConfigInfo DynamicData ipAddress:NetIpConfigInfoIpAddress[]? dhcp:NetDhcpConfigInfo? autoConfigurationEnabled:boolean?
        D NetIpConfigInfoIpAddress DynamicData ipAddress:string prefixLength:int origin:string? state:string? lifetime:dateTime?
        D NetIpRouteConfigInfo DynamicData ipRoute:NetIpRouteConfigInfoIpRoute[]?
        D NetIpRouteConfigInfoGateway DynamicData ipAddress:string? device:string?
        D NetIpRouteConfigInfoIpRoute DynamicData network:string prefixLength:int gateway:NetIpRouteConfigInfoGateway
        D NetworkEventArgument EntityEventArgument network:@Network
        D NetworkSummary DynamicData network:@Network? name:string accessible:boolean ipPoolName:string ipPoolId:int?
        D NoActiveHostInCluster InvalidState computeResource:@ComputeResource
        D NoCompatibleHost VimFault host:@HostSystem[]? error:LocalizedMethodFault[]?
        D NoDiskSpace FileFault datastore:string
        D NoPermission SecurityError object:@ManagedObject? privilegeId:string? missingPrivileges:NoPermissionEntityPrivileges[]?
        D NoPermissionEntityPrivileges DynamicData entity:@ManagedObject privilegeIds:string[]?
        D NotAuthenticated NoPermission
        D NotEnoughCpus VirtualHardwareCompatibilityIssue numCpuDest:int numCpuVm:int
        D NotEnoughLicenses RuntimeFault
        D NotEnoughLogicalCpus NotEnoughCpus host:@HostSystem?
        D NotFound VimFault
        D NotImplemented RuntimeFault
        D NotSupported RuntimeFault
        D NumVirtualCoresPerSocketNotSupported VirtualHardwareCompatibilityIssue maxSupportedCoresPerSocketDest:int numCoresPerSocketVm:int
        D NumVirtualCpusNotSupported VirtualHardwareCompatibilityIssue maxSupportedVcpusDest:int numCpuVm:int
        D NumericRange DynamicData start:int end:int
        D ObjectContent DynamicData obj:@ManagedObject propSet:DynamicProperty[]? missingSet:MissingProperty[]?
        D ObjectSpec DynamicData obj:@ManagedObject skip:boolean? selectSet:SelectionSpec[]?
        D ObjectUpdate DynamicData kind:ObjectUpdateKind obj:@ManagedObject changeSet:PropertyChange[]? missingSet:MissingProperty[]?
        D OpaqueNetworkCapability DynamicData networkReservationSupported:boolean
        D OpaqueNetworkSummary NetworkSummary opaqueNetworkId:string opaqueNetworkType:string
        D OpaqueNetworkTargetInfo VirtualMachineTargetInfo network:OpaqueNetworkSummary networkReservationSupported:boolean?
        D OperationNotSupportedByGuest GuestOperationsFault
        D OptionDef ElementDescription optionType:OptionType
        D OptionType DynamicData valueIsReadonly:boolean?
        D OptionValue DynamicData key:string value:anyType?
        D OrAlarmExpression AlarmExpression expression:AlarmExpression[]
        D OutOfBounds VimFault argumentName:string
        D OvfConsumerOstNode DynamicData id:string type:string section:OvfConsumerOvfSection[]? child:OvfConsumerOstNode[]? entity:@ManagedEntity?
        D OvfConsumerOvfSection DynamicData lineNumber:int xml:string
        D OvfCreateDescriptorParams DynamicData ovfFiles:OvfFile[]? name:string? description:string? includeImageFiles:boolean? exportOption:string[]? snapshot:@VirtualMachineSnapshot?
        D OvfCreateDescriptorResult DynamicData ovfDescriptor:string error:LocalizedMethodFault[]? warning:LocalizedMethodFault[]? includeImageFiles:boolean?
        D OvfCreateImportSpecParams OvfManagerCommonParams entityName:string hostSystem:@HostSystem? networkMapping:OvfNetworkMapping[]? ipAllocationPolicy:string? ipProtocol:string? propertyMapping:KeyValue[]? resourceMapping:OvfResourceMap[]? diskProvisioning:string? instantiationOst:OvfConsumerOstNode?
        D OvfCreateImportSpecResult DynamicData importSpec:ImportSpec? fileItem:OvfFileItem[]? warning:LocalizedMethodFault[]? error:LocalizedMethodFault[]?
        D OvfDeploymentOption DynamicData key:string label:string description:string
        D OvfFile DynamicData deviceId:string path:string compressionMethod:string? chunkSize:long? size:long capacity:long? populatedSize:long?
        D OvfFileItem DynamicData deviceId:string path:string compressionMethod:string? chunkSize:long? size:long? cimType:int create:boolean
        D OvfManagerCommonParams DynamicData locale:string deploymentOption:string msgBundle:KeyValue[]? importOption:string[]?
        D OvfNetworkInfo DynamicData name:string description:string
        D OvfNetworkMapping DynamicData name:string network:@Network
        D OvfOptionInfo DynamicData option:string description:LocalizableMessage
        D OvfParseDescriptorParams OvfManagerCommonParams
        D OvfParseDescriptorResult DynamicData eula:string[]? network:OvfNetworkInfo[]? ipAllocationScheme:string[]? ipProtocols:string[]? property:VAppPropertyInfo[]? productInfo:VAppProductInfo? annotation:string approximateDownloadSize:long? approximateFlatDeploymentSize:long? approximateSparseDeploymentSize:long? defaultEntityName:string virtualApp:boolean deploymentOption:OvfDeploymentOption[]? defaultDeploymentOption:string entityName:KeyValue[]? annotatedOst:OvfConsumerOstNode? error:LocalizedMethodFault[]? warning:LocalizedMethodFault[]?
        D OvfResourceMap DynamicData source:string parent:@ResourcePool? resourceSpec:ResourceConfigSpec? datastore:@Datastore?
        D OvfValidateHostParams OvfManagerCommonParams
        D OvfValidateHostResult DynamicData downloadSize:long? flatDeploymentSize:long? sparseDeploymentSize:long? error:LocalizedMethodFault[]? warning:LocalizedMethodFault[]? supportedDiskProvisioning:string[]?
        D PMemDatastoreInfo DatastoreInfo pmem:HostPMemVolume
        D ParaVirtualSCSIController VirtualSCSIController
        D ParaVirtualSCSIControllerOption VirtualSCSIControllerOption
        D PerfCompositeMetric DynamicData entity:PerfEntityMetricBase? childEntity:PerfEntityMetricBase[]?
        D PerfCounterInfo DynamicData key:int nameInfo:ElementDescription groupInfo:ElementDescription unitInfo:ElementDescription rollupType:PerfSummaryType statsType:PerfStatsType level:int? perDeviceLevel:int? associatedCounterId:int[]?
        D PerfEntityMetric PerfEntityMetricBase sampleInfo:PerfSampleInfo[]? value:PerfMetricSeries[]?
        D PerfEntityMetricBase DynamicData entity:@ManagedObject
        D PerfEntityMetricCSV PerfEntityMetricBase sampleInfoCSV:string value:PerfMetricSeriesCSV[]?
        D PerfInterval DynamicData key:int samplingPeriod:int name:string length:int level:int? enabled:boolean
        D PerfMetricId DynamicData counterId:int instance:string
        D PerfMetricIntSeries PerfMetricSeries value:long[]?
        D PerfMetricSeries DynamicData id:PerfMetricId
        D PerfMetricSeriesCSV PerfMetricSeries value:string?
        D PerfProviderSummary DynamicData entity:@ManagedObject currentSupported:boolean summarySupported:boolean refreshRate:int?
        D PerfQuerySpec DynamicData entity:@ManagedObject startTime:dateTime? endTime:dateTime? maxSample:int? metricId:PerfMetricId[]? intervalId:int? format:string?
        D PerfSampleInfo DynamicData timestamp:dateTime interval:int
        D PerformanceDescription DynamicData counterType:ElementDescription[] statsType:ElementDescription[]
        D PerformanceManagerCounterLevelMapping DynamicData counterId:int aggregateLevel:int? perDeviceLevel:int?
        D Permission DynamicData entity:@ManagedEntity? principal:string group:boolean roleId:int propagate:boolean
        D PhysicalNic DynamicData key:string? device:string pci:string driver:string? driverVersion:string? firmwareVersion:string? linkSpeed:PhysicalNicLinkInfo? validLinkSpecification:PhysicalNicLinkInfo[]? spec:PhysicalNicSpec wakeOnLanSupported:boolean mac:string fcoeConfiguration:FcoeConfig? vmDirectPathGen2Supported:boolean? vmDirectPathGen2SupportedMode:string? resourcePoolSchedulerAllowed:boolean? resourcePoolSchedulerDisallowedReason:string[]? autoNegotiateSupported:boolean? enhancedNetworkingStackSupported:boolean? ensInterruptSupported:boolean? rdmaDevice:HostRdmaDevice? dpuId:string?
        D PhysicalNicCdpDeviceCapability DynamicData router:boolean transparentBridge:boolean sourceRouteBridge:boolean networkSwitch:boolean host:boolean igmpEnabled:boolean repeater:boolean
        D PhysicalNicCdpInfo DynamicData cdpVersion:int? timeout:int? ttl:int? samples:int? devId:string? address:string? portId:string? deviceCapability:PhysicalNicCdpDeviceCapability? softwareVersion:string? hardwarePlatform:string? ipPrefix:string? ipPrefixLen:int? vlan:int? fullDuplex:boolean? mtu:int? systemName:string? systemOID:string? mgmtAddr:string? location:string?
        D PhysicalNicConfig DynamicData device:string spec:PhysicalNicSpec
        D PhysicalNicHint DynamicData vlanId:int?
        D PhysicalNicHintInfo DynamicData device:string subnet:PhysicalNicIpHint[]? network:PhysicalNicNameHint[]? connectedSwitchPort:PhysicalNicCdpInfo? lldpInfo:LinkLayerDiscoveryProtocolInfo?
        D PhysicalNicIpHint PhysicalNicHint ipSubnet:string
        D PhysicalNicLinkInfo DynamicData speedMb:int duplex:boolean
        D PhysicalNicNameHint PhysicalNicHint network:string
        D PhysicalNicSpec DynamicData ip:HostIpConfig? linkSpeed:PhysicalNicLinkInfo? enableEnhancedNetworkingStack:boolean? ensInterruptEnabled:boolean?
        D PlacementAction ClusterAction vm:@VirtualMachine? targetHost:@HostSystem? relocateSpec:VirtualMachineRelocateSpec?
        D PlacementResult DynamicData recommendations:ClusterRecommendation[]? drsFault:ClusterDrsFaults?
        D PlacementSpec DynamicData priority:VirtualMachineMovePriority? vm:@VirtualMachine? configSpec:VirtualMachineConfigSpec? relocateSpec:VirtualMachineRelocateSpec? hosts:@HostSystem[]? datastores:@Datastore[]? storagePods:@StoragePod[]? disallowPrerequisiteMoves:boolean? rules:ClusterRuleInfo[]? key:string? placementType:string? cloneSpec:VirtualMachineCloneSpec? cloneName:string?
        D PodDiskLocator DynamicData diskId:int diskMoveType:string? diskBackingInfo:VirtualDeviceBackingInfo? profile:VirtualMachineProfileSpec[]?
        D PosixUserSearchResult UserSearchResult id:int shellAccess:boolean?
        D PowerSystemCapability DynamicData availablePolicy:HostPowerPolicy[]
        D PowerSystemInfo DynamicData currentPolicy:HostPowerPolicy
        D PrivilegeAvailability DynamicData privId:string isGranted:boolean
        D PrivilegePolicyDef DynamicData createPrivilege:string readPrivilege:string updatePrivilege:string deletePrivilege:string
        D ProductComponentInfo DynamicData id:string name:string version:string release:int
        D ProfileDeferredPolicyOptionParameter DynamicData inputPath:ProfilePropertyPath parameter:KeyAnyValue[]?
        D ProfileEventArgument EventArgument profile:@Profile name:string
        D ProfileExecuteError DynamicData path:ProfilePropertyPath? message:LocalizableMessage
        D ProfileExecuteResult DynamicData status:string configSpec:HostConfigSpec? inapplicablePath:string[]? requireInput:ProfileDeferredPolicyOptionParameter[]? error:ProfileExecuteError[]?
        D ProfilePropertyPath DynamicData profilePath:string policyId:string? parameterId:string? policyOptionId:string?
        D PropertyChange DynamicData name:string op:PropertyChangeOp val:anyType?
        D PropertyFilterSpec DynamicData propSet:PropertySpec[] objectSet:ObjectSpec[] reportMissingObjectsInResults:boolean?
        D PropertyFilterUpdate DynamicData filter:@PropertyFilter objectSet:ObjectUpdate[]? missingSet:MissingObject[]?
        D PropertySpec DynamicData type:string all:boolean? pathSet:string[]?
        D ReplicationConfigSpec DynamicData generation:long vmReplicationId:string destination:string port:int rpo:long quiesceGuestEnabled:boolean paused:boolean oppUpdatesEnabled:boolean netCompressionEnabled:boolean? netEncryptionEnabled:boolean? encryptionDestination:string? encryptionPort:int? remoteCertificateThumbprint:string? dataSetsReplicationEnabled:boolean? disk:ReplicationInfoDiskSettings[]?
        D ReplicationGroupId DynamicData faultDomainId:FaultDomainId deviceGroupId:DeviceGroupId
        D ReplicationInfoDiskSettings DynamicData key:int diskReplicationId:string
        D ReplicationSpec DynamicData replicationGroupId:ReplicationGroupId
        D RequestCanceled RuntimeFault
        D ResourceAllocationInfo DynamicData reservation:long? expandableReservation:boolean? limit:long? shares:SharesInfo? overheadLimit:long?
        D ResourceAllocationOption DynamicData sharesOption:SharesOption
        D ResourceConfigOption DynamicData cpuAllocationOption:ResourceAllocationOption memoryAllocationOption:ResourceAllocationOption
        D ResourceConfigSpec DynamicData entity:@ManagedEntity? changeVersion:string? lastModified:dateTime? cpuAllocation:ResourceAllocationInfo memoryAllocation:ResourceAllocationInfo scaleDescendantsShares:string?
        D ResourceInUse VimFault type:string? name:string?
        D ResourcePoolEventArgument EntityEventArgument resourcePool:@ResourcePool
        D ResourcePoolQuickStats DynamicData overallCpuUsage:long? overallCpuDemand:long? guestMemoryUsage:long? hostMemoryUsage:long? distributedCpuEntitlement:long? distributedMemoryEntitlement:long? staticCpuEntitlement:int? staticMemoryEntitlement:int? privateMemory:long? sharedMemory:long? swappedMemory:long? balloonedMemory:long? overheadMemory:long? consumedOverheadMemory:long? compressedMemory:long?
        D ResourcePoolResourceUsage DynamicData reservationUsed:long reservationUsedForVm:long unreservedForPool:long unreservedForVm:long overallUsage:long maxUsage:long
        D ResourcePoolRuntimeInfo DynamicData memory:ResourcePoolResourceUsage cpu:ResourcePoolResourceUsage overallStatus:ManagedEntityStatus sharesScalable:string?
        D ResourcePoolSummary DynamicData name:string config:ResourceConfigSpec runtime:ResourcePoolRuntimeInfo quickStats:ResourcePoolQuickStats? configuredMemoryMB:int?
        D RestrictedVersion SecurityError
        D RetrieveOptions DynamicData maxObjects:int?
        D RetrieveResult DynamicData token:string? objects:ObjectContent[]
        D RoleEventArgument EventArgument roleId:int name:string
        D RunScriptAction Action script:string
        D SDDCBase DynamicData
        D ScheduledHardwareUpgradeInfo DynamicData upgradePolicy:string? versionKey:string? scheduledHardwareUpgradeStatus:string? fault:LocalizedMethodFault?
        D ScheduledTaskDetail TypeDescription frequency:string
        D ScheduledTaskEventArgument EntityEventArgument scheduledTask:@ScheduledTask
        D ScsiLun HostDevice key:string? uuid:string descriptor:ScsiLunDescriptor[]? canonicalName:string? displayName:string? lunType:string vendor:string? model:string? revision:string? scsiLevel:int? serialNumber:string? durableName:ScsiLunDurableName? alternateName:ScsiLunDurableName[]? standardInquiry:byte[]? queueDepth:int? operationalState:string[] capabilities:ScsiLunCapabilities? vStorageSupport:string? protocolEndpoint:boolean? perenniallyReserved:boolean? clusteredVmdkSupported:boolean? applicationProtocol:string? dispersedNs:boolean?
        D ScsiLunCapabilities DynamicData updateDisplayNameSupported:boolean
        D ScsiLunDescriptor DynamicData quality:string id:string
        D ScsiLunDurableName DynamicData namespace:string namespaceId:byte data:byte[]?
        D SeSparseVirtualDiskSpec FileBackedVirtualDiskSpec grainSizeKb:int?
        D SecurityError RuntimeFault
        D SelectionSet DynamicData
        D SelectionSpec DynamicData name:string?
        D SendEmailAction Action toList:string ccList:string subject:string body:string
        D SendSNMPAction Action
        D ServiceConsoleReservationInfo DynamicData serviceConsoleReservedCfg:long serviceConsoleReserved:long unreserved:long
        D ServiceContent DynamicData rootFolder:@Folder propertyCollector:@PropertyCollector viewManager:@ViewManager? about:AboutInfo setting:@OptionManager? userDirectory:@UserDirectory? sessionManager:@SessionManager? authorizationManager:@AuthorizationManager? serviceManager:@ServiceManager? perfManager:@PerformanceManager? scheduledTaskManager:@ScheduledTaskManager? alarmManager:@AlarmManager? eventManager:@EventManager? taskManager:@TaskManager? extensionManager:@ExtensionManager? customizationSpecManager:@CustomizationSpecManager? guestCustomizationManager:@VirtualMachineGuestCustomizationManager? customFieldsManager:@CustomFieldsManager? accountManager:@HostLocalAccountManager? diagnosticManager:@DiagnosticManager? licenseManager:@LicenseManager? searchIndex:@SearchIndex? fileManager:@FileManager? datastoreNamespaceManager:@DatastoreNamespaceManager? virtualDiskManager:@VirtualDiskManager? virtualizationManager:@VirtualizationManager? snmpSystem:@HostSnmpSystem? vmProvisioningChecker:@VirtualMachineProvisioningChecker? vmCompatibilityChecker:@VirtualMachineCompatibilityChecker? ovfManager:@OvfManager? ipPoolManager:@IpPoolManager? dvSwitchManager:@DistributedVirtualSwitchManager? hostProfileManager:@HostProfileManager? clusterProfileManager:@ClusterProfileManager? complianceManager:@ProfileComplianceManager? localizationManager:@LocalizationManager? storageResourceManager:@StorageResourceManager? guestOperationsManager:@GuestOperationsManager? overheadMemoryManager:@OverheadMemoryManager? certificateManager:@CertificateManager? ioFilterManager:@IoFilterManager? vStorageObjectManager:@VStorageObjectManagerBase? hostSpecManager:@HostSpecificationManager? cryptoManager:@CryptoManager? healthUpdateManager:@HealthUpdateManager? failoverClusterConfigurator:@FailoverClusterConfigurator? failoverClusterManager:@FailoverClusterManager? tenantManager:@TenantTenantManager? siteInfoManager:@SiteInfoManager? storageQueryManager:@StorageQueryManager?
        D ServiceLocator DynamicData instanceUuid:string url:string credential:ServiceLocatorCredential sslThumbprint:string?
        D ServiceLocatorCredential DynamicData
        D ServiceLocatorNamePassword ServiceLocatorCredential username:string password:string
        D ServiceLocatorSAMLCredential ServiceLocatorCredential token:string?
        D SessionEvent Event
        D SessionManagerGenericServiceTicket DynamicData id:string hostName:string? sslThumbprint:string? certThumbprintList:VirtualMachineCertThumbprint[]? ticketType:string?
        D SessionManagerHttpServiceRequestSpec SessionManagerServiceRequestSpec method:string? url:string
        D SessionManagerLocalTicket DynamicData userName:string passwordFilePath:string
        D SessionManagerServiceRequestSpec DynamicData
        D SessionManagerVmomiServiceRequestSpec SessionManagerServiceRequestSpec method:string
        D SharesInfo DynamicData shares:int level:SharesLevel
        D SharesOption DynamicData sharesOption:IntOption defaultLevel:SharesLevel
        D SingleIp IpAddress address:string
        D SingleMac MacAddress address:string
        D SnapshotCopyNotSupported MigrationFault
        D SnapshotFault VimFault
        D StateAlarmExpression AlarmExpression operator:StateAlarmOperator type:string statePath:string yellow:string? red:string?
        D StorageDrsAutomationConfig DynamicData spaceLoadBalanceAutomationMode:string? ioLoadBalanceAutomationMode:string? ruleEnforcementAutomationMode:string? policyEnforcementAutomationMode:string? vmEvacuationAutomationMode:string?
        D StorageDrsConfigSpec DynamicData podConfigSpec:StorageDrsPodConfigSpec? vmConfigSpec:StorageDrsVmConfigSpec[]?
        D StorageDrsIoLoadBalanceConfig DynamicData reservablePercentThreshold:int? reservableIopsThreshold:int? reservableThresholdMode:string? ioLatencyThreshold:int? ioLoadImbalanceThreshold:int?
        D StorageDrsOptionSpec ArrayUpdateSpec option:OptionValue?
        D StorageDrsPodConfigSpec DynamicData enabled:boolean? ioLoadBalanceEnabled:boolean? defaultVmBehavior:string? loadBalanceInterval:int? defaultIntraVmAffinity:boolean? spaceLoadBalanceConfig:StorageDrsSpaceLoadBalanceConfig? ioLoadBalanceConfig:StorageDrsIoLoadBalanceConfig? automationOverrides:StorageDrsAutomationConfig? rule:ClusterRuleSpec[]? option:StorageDrsOptionSpec[]?
        D StorageDrsPodSelectionSpec DynamicData initialVmConfig:VmPodConfigForPlacement[]? storagePod:@StoragePod?
        D StorageDrsSpaceLoadBalanceConfig DynamicData spaceThresholdMode:string? spaceUtilizationThreshold:int? freeSpaceThresholdGB:int? minSpaceUtilizationDifference:int?
        D StorageDrsVmConfigInfo DynamicData vm:@VirtualMachine? enabled:boolean? behavior:string? intraVmAffinity:boolean? intraVmAntiAffinity:VirtualDiskAntiAffinityRuleSpec? virtualDiskRules:VirtualDiskRuleSpec[]?
        D StorageDrsVmConfigSpec ArrayUpdateSpec info:StorageDrsVmConfigInfo?
        D StorageIOAllocationInfo DynamicData limit:long? shares:SharesInfo? reservation:int?
        D StorageIOAllocationOption DynamicData limitOption:LongOption sharesOption:SharesOption
        D StorageIORMConfigOption DynamicData enabledOption:BoolOption congestionThresholdOption:IntOption statsCollectionEnabledOption:BoolOption reservationEnabledOption:BoolOption
        D StorageIORMConfigSpec DynamicData enabled:boolean? congestionThresholdMode:string? congestionThreshold:int? percentOfPeakThroughput:int? statsCollectionEnabled:boolean? reservationEnabled:boolean? statsAggregationDisabled:boolean? reservableIopsThreshold:int?
        D StorageIORMInfo DynamicData enabled:boolean congestionThresholdMode:string congestionThreshold:int percentOfPeakThroughput:int? statsCollectionEnabled:boolean reservationEnabled:boolean statsAggregationDisabled:boolean? reservableIopsThreshold:int?
        D StorageMigrationAction ClusterAction vm:@VirtualMachine relocateSpec:VirtualMachineRelocateSpec source:@Datastore destination:@Datastore sizeTransferred:long spaceUtilSrcBefore:float? spaceUtilDstBefore:float? spaceUtilSrcAfter:float? spaceUtilDstAfter:float? ioLatencySrcBefore:float? ioLatencyDstBefore:float?
        D StoragePerformanceSummary DynamicData interval:int percentile:int[] datastoreReadLatency:double[] datastoreWriteLatency:double[] datastoreVmLatency:double[] datastoreReadIops:double[] datastoreWriteIops:double[] siocActivityDuration:int
        D StoragePlacementAction ClusterAction vm:@VirtualMachine? relocateSpec:VirtualMachineRelocateSpec destination:@Datastore spaceUtilBefore:float? spaceDemandBefore:float? spaceUtilAfter:float? spaceDemandAfter:float? ioLatencyBefore:float?
        D StoragePlacementResult DynamicData recommendations:ClusterRecommendation[]? drsFault:ClusterDrsFaults? task:@Task?
        D StoragePlacementSpec DynamicData type:string priority:VirtualMachineMovePriority? vm:@VirtualMachine? podSelectionSpec:StorageDrsPodSelectionSpec cloneSpec:VirtualMachineCloneSpec? cloneName:string? configSpec:VirtualMachineConfigSpec? relocateSpec:VirtualMachineRelocateSpec? resourcePool:@ResourcePool? host:@HostSystem? folder:@Folder? disallowPrerequisiteMoves:boolean? resourceLeaseDurationSec:int?
        D StorageRequirement DynamicData datastore:@Datastore freeSpaceRequiredInKb:long
        D StorageVmotionIncompatible VirtualHardwareCompatibilityIssue datastore:@Datastore?
        D StringExpression NegatableExpression value:string?
        D StringOption OptionType defaultValue:string validCharacters:string?
        D StringPolicy InheritablePolicy value:string?
        D SystemError RuntimeFault reason:string
        D Tag DynamicData key:string
        D TaskDescription DynamicData methodInfo:ElementDescription[] state:ElementDescription[] reason:TypeDescription[]
        D TaskEvent Event info:TaskInfo
        D TaskFilterSpec DynamicData entity:TaskFilterSpecByEntity? time:TaskFilterSpecByTime? userName:TaskFilterSpecByUsername? activationId:string[]? state:TaskInfoState[]? alarm:@Alarm? scheduledTask:@ScheduledTask? eventChainId:int[]? tag:string[]? parentTaskKey:string[]? rootTaskKey:string[]?
        D TaskFilterSpecByEntity DynamicData entity:@ManagedEntity recursion:TaskFilterSpecRecursionOption
        D TaskFilterSpecByTime DynamicData timeType:TaskFilterSpecTimeOption beginTime:dateTime? endTime:dateTime?
        D TaskFilterSpecByUsername DynamicData systemUser:boolean userList:string[]?
        D TaskInProgress VimFault task:@Task
        D TaskInfo DynamicData key:string task:@Task description:LocalizableMessage? name:string? descriptionId:string entity:@ManagedEntity? entityName:string? locked:@ManagedEntity[]? state:TaskInfoState cancelled:boolean cancelable:boolean error:LocalizedMethodFault? result:anyType? progress:int? progressDetails:KeyAnyValue[]? reason:TaskReason queueTime:dateTime startTime:dateTime? completeTime:dateTime? eventChainId:int changeTag:string? parentTaskKey:string? rootTaskKey:string? activationId:string?
        D TaskReason DynamicData
        D TaskReasonAlarm TaskReason alarmName:string alarm:@Alarm entityName:string entity:@ManagedEntity
        D TaskReasonSchedule TaskReason name:string scheduledTask:@ScheduledTask
        D TaskReasonSystem TaskReason
        D TaskReasonUser TaskReason userName:string
        D TemplateConfigFileInfo VmConfigFileInfo
        D TemplateConfigFileQuery VmConfigFileQuery
        D Timedout VimFault
        D TooManyDevices InvalidVmConfig
        D ToolsConfigInfo DynamicData toolsVersion:int? toolsInstallType:string? afterPowerOn:boolean? afterResume:boolean? beforeGuestStandby:boolean? beforeGuestShutdown:boolean? beforeGuestReboot:boolean? toolsUpgradePolicy:string? pendingCustomization:string? customizationKeyId:CryptoKeyId? syncTimeWithHostAllowed:boolean? syncTimeWithHost:boolean? lastInstallInfo:ToolsConfigInfoToolsLastInstallInfo?
        D ToolsConfigInfoToolsLastInstallInfo DynamicData counter:int fault:LocalizedMethodFault?
        D ToolsUnavailable VimFault
        D TraversalSpec SelectionSpec type:string path:string skip:boolean? selectSet:SelectionSpec[]?
        D TypeDescription Description key:string
        D UncustomizableGuest CustomizationFault uncustomizableGuestOS:string
        D UnexpectedFault RuntimeFault faultName:string fault:LocalizedMethodFault?
        D UnsupportedGuest InvalidVmConfig unsupportedGuestOS:string
        D UpdateSet DynamicData version:string filterSet:PropertyFilterUpdate[]? truncated:boolean?
        D UpdateVirtualMachineFilesResult DynamicData failedVmFile:UpdateVirtualMachineFilesResultFailedVmFileInfo[]?
        D UpdateVirtualMachineFilesResultFailedVmFileInfo DynamicData vmFile:string fault:LocalizedMethodFault
        D UsbScanCodeSpec DynamicData keyEvents:UsbScanCodeSpecKeyEvent[]
        D UsbScanCodeSpecKeyEvent DynamicData usbHidCode:int modifiers:UsbScanCodeSpecModifierType?
        D UsbScanCodeSpecModifierType DynamicData leftControl:boolean? leftShift:boolean? leftAlt:boolean? leftGui:boolean? rightControl:boolean? rightShift:boolean? rightAlt:boolean? rightGui:boolean?
        D UserLoginSessionEvent SessionEvent ipAddress:string userAgent:string? locale:string sessionId:string
        D UserLogoutSessionEvent SessionEvent ipAddress:string? userAgent:string? callCount:long? sessionId:string? loginTime:dateTime?
        D UserPrivilegeResult DynamicData entity:@ManagedEntity privileges:string[]?
        D UserSearchResult DynamicData principal:string fullName:string? group:boolean
        D UserSession DynamicData key:string userName:string fullName:string loginTime:dateTime lastActiveTime:dateTime locale:string messageLocale:string extensionSession:boolean ipAddress:string userAgent:string callCount:long
        D VASAStorageArray DynamicData name:string uuid:string vendorId:string modelId:string discoverySvcInfo:VASAStorageArrayDiscoverySvcInfo[]?
        D VASAStorageArrayDiscoveryFcTransport DynamicData nodeWwn:string portWwn:string
        D VASAStorageArrayDiscoveryIpTransport DynamicData ipAddress:string portNumber:string?
        D VASAStorageArrayDiscoverySvcInfo DynamicData portType:string svcNqn:string ipInfo:VASAStorageArrayDiscoveryIpTransport? fcInfo:VASAStorageArrayDiscoveryFcTransport?
        D VAppCloneSpec DynamicData location:@Datastore host:@HostSystem? resourceSpec:ResourceConfigSpec? vmFolder:@Folder? networkMapping:VAppCloneSpecNetworkMappingPair[]? property:KeyValue[]? resourceMapping:VAppCloneSpecResourceMap[]? provisioning:string?
        D VAppCloneSpecNetworkMappingPair DynamicData source:@Network destination:@Network
        D VAppCloneSpecResourceMap DynamicData source:@ManagedEntity parent:@ResourcePool? resourceSpec:ResourceConfigSpec? location:@Datastore?
        D VAppConfigInfo VmConfigInfo entityConfig:VAppEntityConfigInfo[]? annotation:string instanceUuid:string? managedBy:ManagedByInfo?
        D VAppConfigSpec VmConfigSpec entityConfig:VAppEntityConfigInfo[]? annotation:string? instanceUuid:string? managedBy:ManagedByInfo?
        D VAppEntityConfigInfo DynamicData key:@ManagedEntity? tag:string? startOrder:int? startDelay:int? waitingForGuest:boolean? startAction:string? stopDelay:int? stopAction:string? destroyWithParent:boolean?
        D VAppIPAssignmentInfo DynamicData supportedAllocationScheme:string[]? ipAllocationPolicy:string? supportedIpProtocol:string[]? ipProtocol:string?
        D VAppOvfSectionInfo DynamicData key:int? namespace:string? type:string? atEnvelopeLevel:boolean? contents:string?
        D VAppOvfSectionSpec ArrayUpdateSpec info:VAppOvfSectionInfo?
        D VAppProductInfo DynamicData key:int classId:string? instanceId:string? name:string? vendor:string? version:string? fullVersion:string? vendorUrl:string? productUrl:string? appUrl:string?
        D VAppProductSpec ArrayUpdateSpec info:VAppProductInfo?
        D VAppPropertyInfo DynamicData key:int classId:string? instanceId:string? id:string? category:string? label:string? type:string? typeReference:string? userConfigurable:boolean? defaultValue:string? value:string? description:string?
        D VAppPropertySpec ArrayUpdateSpec info:VAppPropertyInfo?
        D VMotionInterfaceIssue MigrationFault atSourceHost:boolean failedHost:string failedHostEntity:@HostSystem?
        D VMotionLinkCapacityLow VMotionInterfaceIssue network:string
        D VMotionLinkDown VMotionInterfaceIssue network:string
        D VMotionNotConfigured VMotionInterfaceIssue
        D VMotionNotLicensed VMotionInterfaceIssue
        D VMotionNotSupported VMotionInterfaceIssue
        D VMwareDVSConfigInfo DVSConfigInfo vspanSession:VMwareVspanSession[]? pvlanConfig:VMwareDVSPvlanMapEntry[]? maxMtu:int linkDiscoveryProtocolConfig:LinkDiscoveryProtocolConfig? ipfixConfig:VMwareIpfixConfig? lacpGroupConfig:VMwareDvsLacpGroupConfig[]? lacpApiVersion:string? multicastFilteringMode:string? networkOffloadSpecId:string?
        D VMwareDVSConfigSpec DVSConfigSpec pvlanConfigSpec:VMwareDVSPvlanConfigSpec[]? vspanConfigSpec:VMwareDVSVspanConfigSpec[]? maxMtu:int? linkDiscoveryProtocolConfig:LinkDiscoveryProtocolConfig? ipfixConfig:VMwareIpfixConfig? lacpApiVersion:string? multicastFilteringMode:string? networkOffloadSpecId:string?
        D VMwareDVSFeatureCapability DVSFeatureCapability vspanSupported:boolean? lldpSupported:boolean? ipfixSupported:boolean? ipfixCapability:VMwareDvsIpfixCapability? multicastSnoopingSupported:boolean? vspanCapability:VMwareDVSVspanCapability? lacpCapability:VMwareDvsLacpCapability? dpuCapability:VMwareDvsDpuCapability? nsxSupported:boolean? mtuCapability:VMwareDvsMtuCapability?
        D VMwareDVSHealthCheckCapability DVSHealthCheckCapability vlanMtuSupported:boolean teamingSupported:boolean
        D VMwareDVSHealthCheckConfig DVSHealthCheckConfig
        D VMwareDVSMtuHealthCheckResult HostMemberUplinkHealthCheckResult mtuMismatch:boolean vlanSupportSwitchMtu:NumericRange[]? vlanNotSupportSwitchMtu:NumericRange[]?
        D VMwareDVSPortSetting DVPortSetting vlan:VmwareDistributedVirtualSwitchVlanSpec? qosTag:IntPolicy? uplinkTeamingPolicy:VmwareUplinkPortTeamingPolicy? securityPolicy:DVSSecurityPolicy? ipfixEnabled:BoolPolicy? txUplink:BoolPolicy? lacpPolicy:VMwareUplinkLacpPolicy? macManagementPolicy:DVSMacManagementPolicy? VNI:IntPolicy?
        D VMwareDVSPortgroupPolicy DVPortgroupPolicy vlanOverrideAllowed:boolean uplinkTeamingOverrideAllowed:boolean securityPolicyOverrideAllowed:boolean ipfixOverrideAllowed:boolean? macManagementOverrideAllowed:boolean?
        D VMwareDVSPvlanConfigSpec DynamicData pvlanEntry:VMwareDVSPvlanMapEntry operation:string
        D VMwareDVSPvlanMapEntry DynamicData primaryVlanId:int secondaryVlanId:int pvlanType:string
        D VMwareDVSTeamingHealthCheckConfig VMwareDVSHealthCheckConfig
        D VMwareDVSTeamingHealthCheckResult HostMemberHealthCheckResult teamingStatus:string
        D VMwareDVSVlanHealthCheckResult HostMemberUplinkHealthCheckResult trunkedVlan:NumericRange[]? untrunkedVlan:NumericRange[]?
        D VMwareDVSVlanMtuHealthCheckConfig VMwareDVSHealthCheckConfig
        D VMwareDVSVspanCapability DynamicData mixedDestSupported:boolean dvportSupported:boolean remoteSourceSupported:boolean remoteDestSupported:boolean encapRemoteSourceSupported:boolean erspanProtocolSupported:boolean? mirrorNetstackSupported:boolean?
        D VMwareDVSVspanConfigSpec DynamicData vspanSession:VMwareVspanSession operation:string
        D VMwareDvsDpuCapability DynamicData networkOffloadSupported:boolean?
        D VMwareDvsIpfixCapability DynamicData ipfixSupported:boolean? ipv6ForIpfixSupported:boolean? observationDomainIdSupported:boolean?
        D VMwareDvsLacpCapability DynamicData lacpSupported:boolean? multiLacpGroupSupported:boolean? lacpFastModeSupported:boolean?
        D VMwareDvsLacpGroupConfig DynamicData key:string? name:string? mode:string? uplinkNum:int? loadbalanceAlgorithm:string? vlan:VMwareDvsLagVlanConfig? ipfix:VMwareDvsLagIpfixConfig? uplinkName:string[]? uplinkPortKey:string[]? timeoutMode:string?
        D VMwareDvsLacpGroupSpec DynamicData lacpGroupConfig:VMwareDvsLacpGroupConfig operation:string
        D VMwareDvsLagIpfixConfig DynamicData ipfixEnabled:boolean?
        D VMwareDvsLagVlanConfig DynamicData vlanId:NumericRange[]?
        D VMwareDvsMtuCapability DynamicData minMtuSupported:int maxMtuSupported:int
        D VMwareIpfixConfig DynamicData collectorIpAddress:string? collectorPort:int? observationDomainId:long? activeFlowTimeout:int idleFlowTimeout:int? samplingRate:int internalFlowsOnly:boolean
        D VMwareUplinkLacpPolicy InheritablePolicy enable:BoolPolicy? mode:StringPolicy?
        D VMwareUplinkPortOrderPolicy InheritablePolicy activeUplinkPort:string[]? standbyUplinkPort:string[]?
        D VMwareVspanPort DynamicData portKey:string[]? uplinkPortName:string[]? wildcardPortConnecteeType:string[]? vlans:int[]? ipAddress:string[]?
        D VMwareVspanSession DynamicData key:string? name:string? description:string? enabled:boolean sourcePortTransmitted:VMwareVspanPort? sourcePortReceived:VMwareVspanPort? destinationPort:VMwareVspanPort? encapsulationVlanId:int? stripOriginalVlan:boolean mirroredPacketLength:int? normalTrafficAllowed:boolean sessionType:string? samplingRate:int? encapType:string? erspanId:int? erspanCOS:int? erspanGraNanosec:boolean? netstack:string?
        D VVolHostPE DynamicData key:@HostSystem protocolEndpoint:HostProtocolEndpoint[]
        D VVolVmConfigFileUpdateResult DynamicData succeededVmConfigFile:KeyValue[]? failedVmConfigFile:VVolVmConfigFileUpdateResultFailedVmConfigFileInfo[]?
        D VVolVmConfigFileUpdateResultFailedVmConfigFileInfo DynamicData targetConfigVVolId:string dsPath:string? fault:LocalizedMethodFault
        D VimFault MethodFault
        D VimVasaProvider DynamicData uid:string? url:string name:string? selfSignedCertificate:string? vhostConfig:VimVasaProviderVirtualHostConfig? versionId:int?
        D VimVasaProviderInfo DynamicData provider:VimVasaProvider arrayState:VimVasaProviderStatePerArray[]?
        D VimVasaProviderStatePerArray DynamicData priority:int arrayId:string active:boolean
        D VimVasaProviderVirtualHostConfig DynamicData vhostName:string? serviceHost:string servicePort:int?
        D VirtualAHCIController VirtualSATAController
        D VirtualAHCIControllerOption VirtualSATAControllerOption
        D VirtualAppImportSpec ImportSpec name:string vAppConfigSpec:VAppConfigSpec resourcePoolSpec:ResourceConfigSpec child:ImportSpec[]?
        D VirtualAppLinkInfo DynamicData key:@ManagedEntity destroyWithParent:boolean?
        D VirtualAppSummary ResourcePoolSummary product:VAppProductInfo? vAppState:VirtualAppVAppState? suspended:boolean? installBootRequired:boolean? instanceUuid:string?
        D VirtualBusLogicController VirtualSCSIController
        D VirtualBusLogicControllerOption VirtualSCSIControllerOption
        D VirtualCdrom VirtualDevice
        D VirtualCdromAtapiBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualCdromAtapiBackingOption VirtualDeviceDeviceBackingOption
        D VirtualCdromIsoBackingInfo VirtualDeviceFileBackingInfo
        D VirtualCdromIsoBackingOption VirtualDeviceFileBackingOption
        D VirtualCdromOption VirtualDeviceOption
        D VirtualCdromPassthroughBackingInfo VirtualDeviceDeviceBackingInfo exclusive:boolean
        D VirtualCdromPassthroughBackingOption VirtualDeviceDeviceBackingOption exclusive:BoolOption
        D VirtualCdromRemoteAtapiBackingInfo VirtualDeviceRemoteDeviceBackingInfo
        D VirtualCdromRemoteAtapiBackingOption VirtualDeviceDeviceBackingOption
        D VirtualCdromRemotePassthroughBackingInfo VirtualDeviceRemoteDeviceBackingInfo exclusive:boolean
        D VirtualCdromRemotePassthroughBackingOption VirtualDeviceRemoteDeviceBackingOption exclusive:BoolOption
        D VirtualController VirtualDevice busNumber:int device:int[]?
        D VirtualControllerOption VirtualDeviceOption devices:IntOption supportedDevice:string[]?
        D VirtualDevice DynamicData key:int deviceInfo:Description? backing:VirtualDeviceBackingInfo? connectable:VirtualDeviceConnectInfo? slotInfo:VirtualDeviceBusSlotInfo? controllerKey:int? unitNumber:int? numaNode:int? deviceGroupInfo:VirtualDeviceDeviceGroupInfo?
        D VirtualDeviceBackingInfo DynamicData
        D VirtualDeviceBackingOption DynamicData type:string
        D VirtualDeviceBusSlotInfo DynamicData
        D VirtualDeviceBusSlotOption DynamicData type:string
        D VirtualDeviceConfigSpec DynamicData operation:VirtualDeviceConfigSpecOperation? fileOperation:VirtualDeviceConfigSpecFileOperation? device:VirtualDevice profile:VirtualMachineProfileSpec[]? backing:VirtualDeviceConfigSpecBackingSpec? filterSpec:VirtualMachineBaseIndependentFilterSpec[]? changeMode:string?
        D VirtualDeviceConfigSpecBackingSpec DynamicData parent:VirtualDeviceConfigSpecBackingSpec? crypto:CryptoSpec?
        D VirtualDeviceConnectInfo DynamicData migrateConnect:string? startConnected:boolean allowGuestControl:boolean connected:boolean status:string?
        D VirtualDeviceConnectOption DynamicData startConnected:BoolOption allowGuestControl:BoolOption
        D VirtualDeviceDeviceBackingInfo VirtualDeviceBackingInfo deviceName:string useAutoDetect:boolean?
        D VirtualDeviceDeviceBackingOption VirtualDeviceBackingOption autoDetectAvailable:BoolOption
        D VirtualDeviceDeviceGroupInfo DynamicData groupInstanceKey:int sequenceId:int
        D VirtualDeviceFileBackingInfo VirtualDeviceBackingInfo fileName:string datastore:@Datastore? backingObjectId:string?
        D VirtualDeviceFileBackingOption VirtualDeviceBackingOption fileNameExtensions:ChoiceOption?
        D VirtualDeviceOption DynamicData type:string connectOption:VirtualDeviceConnectOption? busSlotOption:VirtualDeviceBusSlotOption? controllerType:string? autoAssignController:BoolOption? backingOption:VirtualDeviceBackingOption[]? defaultBackingOptionIndex:int? licensingLimit:string[]? deprecated:boolean plugAndPlay:boolean hotRemoveSupported:boolean numaSupported:boolean?
        D VirtualDevicePciBusSlotInfo VirtualDeviceBusSlotInfo pciSlotNumber:int
        D VirtualDevicePipeBackingInfo VirtualDeviceBackingInfo pipeName:string
        D VirtualDevicePipeBackingOption VirtualDeviceBackingOption
        D VirtualDeviceRemoteDeviceBackingInfo VirtualDeviceBackingInfo deviceName:string useAutoDetect:boolean?
        D VirtualDeviceRemoteDeviceBackingOption VirtualDeviceBackingOption autoDetectAvailable:BoolOption
        D VirtualDeviceURIBackingInfo VirtualDeviceBackingInfo serviceURI:string direction:string proxyURI:string?
        D VirtualDeviceURIBackingOption VirtualDeviceBackingOption directions:ChoiceOption
        D VirtualDisk VirtualDevice capacityInKB:long capacityInBytes:long? shares:SharesInfo? storageIOAllocation:StorageIOAllocationInfo? diskObjectId:string? vFlashCacheConfigInfo:VirtualDiskVFlashCacheConfigInfo? iofilter:string[]? vDiskId:ID? vDiskVersion:int? nativeUnmanagedLinkedClone:boolean? independentFilters:VirtualMachineBaseIndependentFilterSpec[]? guestReadOnly:boolean?
        D VirtualDiskAntiAffinityRuleSpec ClusterRuleInfo diskId:int[]
        D VirtualDiskConfigSpec VirtualDeviceConfigSpec diskMoveType:string? migrateCache:boolean?
        D VirtualDiskDeltaDiskFormatsSupported DynamicData datastoreType:string deltaDiskFormat:ChoiceOption
        D VirtualDiskFlatVer1BackingInfo VirtualDeviceFileBackingInfo diskMode:string split:boolean? writeThrough:boolean? contentId:string? parent:VirtualDiskFlatVer1BackingInfo?
        D VirtualDiskFlatVer1BackingOption VirtualDeviceFileBackingOption diskMode:ChoiceOption split:BoolOption writeThrough:BoolOption growable:boolean
        D VirtualDiskFlatVer2BackingInfo VirtualDeviceFileBackingInfo diskMode:string split:boolean? writeThrough:boolean? thinProvisioned:boolean? eagerlyScrub:boolean? uuid:string? contentId:string? changeId:string? parent:VirtualDiskFlatVer2BackingInfo? deltaDiskFormat:string? digestEnabled:boolean? deltaGrainSize:int? deltaDiskFormatVariant:string? sharing:string? keyId:CryptoKeyId?
        D VirtualDiskFlatVer2BackingOption VirtualDeviceFileBackingOption diskMode:ChoiceOption split:BoolOption writeThrough:BoolOption growable:boolean hotGrowable:boolean uuid:boolean thinProvisioned:BoolOption eagerlyScrub:BoolOption deltaDiskFormat:ChoiceOption deltaDiskFormatsSupported:VirtualDiskDeltaDiskFormatsSupported[]
        D VirtualDiskId DynamicData vm:@VirtualMachine diskId:int
        D VirtualDiskLocalPMemBackingInfo VirtualDeviceFileBackingInfo diskMode:string uuid:string? volumeUUID:string? contentId:string?
        D VirtualDiskLocalPMemBackingOption VirtualDeviceFileBackingOption diskMode:ChoiceOption growable:boolean hotGrowable:boolean uuid:boolean
        D VirtualDiskOption VirtualDeviceOption capacityInKB:LongOption ioAllocationOption:StorageIOAllocationOption vFlashCacheConfigOption:VirtualDiskOptionVFlashCacheConfigOption?
        D VirtualDiskOptionVFlashCacheConfigOption DynamicData cacheConsistencyType:ChoiceOption cacheMode:ChoiceOption reservationInMB:LongOption blockSizeInKB:LongOption
        D VirtualDiskPartitionedRawDiskVer2BackingInfo VirtualDiskRawDiskVer2BackingInfo partition:int[]
        D VirtualDiskPartitionedRawDiskVer2BackingOption VirtualDiskRawDiskVer2BackingOption
        D VirtualDiskRawDiskMappingVer1BackingInfo VirtualDeviceFileBackingInfo lunUuid:string? deviceName:string? compatibilityMode:string? diskMode:string? uuid:string? contentId:string? changeId:string? parent:VirtualDiskRawDiskMappingVer1BackingInfo? deltaDiskFormat:string? deltaGrainSize:int? sharing:string?
        D VirtualDiskRawDiskMappingVer1BackingOption VirtualDeviceDeviceBackingOption descriptorFileNameExtensions:ChoiceOption? compatibilityMode:ChoiceOption diskMode:ChoiceOption uuid:boolean
        D VirtualDiskRawDiskVer2BackingInfo VirtualDeviceDeviceBackingInfo descriptorFileName:string uuid:string? changeId:string? sharing:string?
        D VirtualDiskRawDiskVer2BackingOption VirtualDeviceDeviceBackingOption descriptorFileNameExtensions:ChoiceOption uuid:boolean
        D VirtualDiskRuleSpec ClusterRuleInfo diskRuleType:string diskId:int[]?
        D VirtualDiskSeSparseBackingInfo VirtualDeviceFileBackingInfo diskMode:string writeThrough:boolean? uuid:string? contentId:string? changeId:string? parent:VirtualDiskSeSparseBackingInfo? deltaDiskFormat:string? digestEnabled:boolean? grainSize:int? keyId:CryptoKeyId?
        D VirtualDiskSeSparseBackingOption VirtualDeviceFileBackingOption diskMode:ChoiceOption writeThrough:BoolOption growable:boolean hotGrowable:boolean uuid:boolean deltaDiskFormatsSupported:VirtualDiskDeltaDiskFormatsSupported[]
        D VirtualDiskSparseVer1BackingInfo VirtualDeviceFileBackingInfo diskMode:string split:boolean? writeThrough:boolean? spaceUsedInKB:long? contentId:string? parent:VirtualDiskSparseVer1BackingInfo?
        D VirtualDiskSparseVer1BackingOption VirtualDeviceFileBackingOption diskModes:ChoiceOption split:BoolOption writeThrough:BoolOption growable:boolean
        D VirtualDiskSparseVer2BackingInfo VirtualDeviceFileBackingInfo diskMode:string split:boolean? writeThrough:boolean? spaceUsedInKB:long? uuid:string? contentId:string? changeId:string? parent:VirtualDiskSparseVer2BackingInfo? keyId:CryptoKeyId?
        D VirtualDiskSparseVer2BackingOption VirtualDeviceFileBackingOption diskMode:ChoiceOption split:BoolOption writeThrough:BoolOption growable:boolean hotGrowable:boolean uuid:boolean
        D VirtualDiskSpec DynamicData diskType:string adapterType:string
        D VirtualDiskVFlashCacheConfigInfo DynamicData vFlashModule:string? reservationInMB:long? cacheConsistencyType:string? cacheMode:string? blockSizeInKB:long?
        D VirtualE1000 VirtualEthernetCard
        D VirtualE1000Option VirtualEthernetCardOption
        D VirtualE1000e VirtualEthernetCard
        D VirtualE1000eOption VirtualEthernetCardOption
        D VirtualEnsoniq1371 VirtualSoundCard
        D VirtualEnsoniq1371Option VirtualSoundCardOption
        D VirtualEthernetCard VirtualDevice addressType:string? macAddress:string? wakeOnLanEnabled:boolean? resourceAllocation:VirtualEthernetCardResourceAllocation? externalId:string? uptCompatibilityEnabled:boolean?
        D VirtualEthernetCardDVPortBackingOption VirtualDeviceBackingOption
        D VirtualEthernetCardDistributedVirtualPortBackingInfo VirtualDeviceBackingInfo port:DistributedVirtualSwitchPortConnection
        D VirtualEthernetCardLegacyNetworkBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualEthernetCardLegacyNetworkBackingOption VirtualDeviceDeviceBackingOption
        D VirtualEthernetCardNetworkBackingInfo VirtualDeviceDeviceBackingInfo network:@Network? inPassthroughMode:boolean?
        D VirtualEthernetCardNetworkBackingOption VirtualDeviceDeviceBackingOption
        D VirtualEthernetCardOpaqueNetworkBackingInfo VirtualDeviceBackingInfo opaqueNetworkId:string opaqueNetworkType:string
        D VirtualEthernetCardOpaqueNetworkBackingOption VirtualDeviceBackingOption
        D VirtualEthernetCardOption VirtualDeviceOption supportedOUI:ChoiceOption macType:ChoiceOption wakeOnLanEnabled:BoolOption vmDirectPathGen2Supported:boolean? uptCompatibilityEnabled:BoolOption?
        D VirtualEthernetCardResourceAllocation DynamicData reservation:long? share:SharesInfo limit:long?
        D VirtualFloppy VirtualDevice
        D VirtualFloppyDeviceBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualFloppyDeviceBackingOption VirtualDeviceDeviceBackingOption
        D VirtualFloppyImageBackingInfo VirtualDeviceFileBackingInfo
        D VirtualFloppyImageBackingOption VirtualDeviceFileBackingOption
        D VirtualFloppyOption VirtualDeviceOption
        D VirtualFloppyRemoteDeviceBackingInfo VirtualDeviceRemoteDeviceBackingInfo
        D VirtualFloppyRemoteDeviceBackingOption VirtualDeviceRemoteDeviceBackingOption
        D VirtualHardware DynamicData numCPU:int numCoresPerSocket:int? autoCoresPerSocket:boolean? memoryMB:int virtualICH7MPresent:boolean? virtualSMCPresent:boolean? device:VirtualDevice[]? motherboardLayout:string? simultaneousThreads:int?
        D VirtualHardwareCompatibilityIssue VmConfigFault
        D VirtualHardwareOption DynamicData hwVersion:int virtualDeviceOption:VirtualDeviceOption[] deviceListReadonly:boolean numCPU:int[] numCoresPerSocket:IntOption autoCoresPerSocket:BoolOption? numCpuReadonly:boolean memoryMB:LongOption numPCIControllers:IntOption numIDEControllers:IntOption numUSBControllers:IntOption numUSBXHCIControllers:IntOption numSIOControllers:IntOption numPS2Controllers:IntOption licensingLimit:string[]? numSupportedWwnPorts:IntOption? numSupportedWwnNodes:IntOption? resourceConfigOption:ResourceConfigOption numNVDIMMControllers:IntOption? numTPMDevices:IntOption? numWDTDevices:IntOption? numPrecisionClockDevices:IntOption? epcMemoryMB:LongOption? acpiHostBridgesFirmware:string[]? numCpuSimultaneousThreads:IntOption? numNumaNodes:IntOption? numDeviceGroups:IntOption? deviceGroupTypes:string[]?
        D VirtualHardwareVersionNotSupported VirtualHardwareCompatibilityIssue hostName:string host:@HostSystem
        D VirtualHdAudioCard VirtualSoundCard
        D VirtualHdAudioCardOption VirtualSoundCardOption
        D VirtualIDEController VirtualController
        D VirtualIDEControllerOption VirtualControllerOption numIDEDisks:IntOption numIDECdroms:IntOption
        D VirtualKeyboard VirtualDevice
        D VirtualKeyboardOption VirtualDeviceOption
        D VirtualLsiLogicController VirtualSCSIController
        D VirtualLsiLogicControllerOption VirtualSCSIControllerOption
        D VirtualLsiLogicSASController VirtualSCSIController
        D VirtualLsiLogicSASControllerOption VirtualSCSIControllerOption
        D VirtualMachineAffinityInfo DynamicData affinitySet:int[]?
        D VirtualMachineBaseIndependentFilterSpec DynamicData
        D VirtualMachineBootOptions DynamicData bootDelay:long? enterBIOSSetup:boolean? efiSecureBootEnabled:boolean? bootRetryEnabled:boolean? bootRetryDelay:long? bootOrder:VirtualMachineBootOptionsBootableDevice[]? networkBootProtocol:string?
        D VirtualMachineBootOptionsBootableCdromDevice VirtualMachineBootOptionsBootableDevice
        D VirtualMachineBootOptionsBootableDevice DynamicData
        D VirtualMachineBootOptionsBootableDiskDevice VirtualMachineBootOptionsBootableDevice deviceKey:int
        D VirtualMachineBootOptionsBootableEthernetDevice VirtualMachineBootOptionsBootableDevice deviceKey:int
        D VirtualMachineBootOptionsBootableFloppyDevice VirtualMachineBootOptionsBootableDevice
        D VirtualMachineCapability DynamicData snapshotOperationsSupported:boolean multipleSnapshotsSupported:boolean snapshotConfigSupported:boolean poweredOffSnapshotsSupported:boolean memorySnapshotsSupported:boolean revertToSnapshotSupported:boolean quiescedSnapshotsSupported:boolean disableSnapshotsSupported:boolean lockSnapshotsSupported:boolean consolePreferencesSupported:boolean cpuFeatureMaskSupported:boolean s1AcpiManagementSupported:boolean settingScreenResolutionSupported:boolean toolsAutoUpdateSupported:boolean vmNpivWwnSupported:boolean npivWwnOnNonRdmVmSupported:boolean vmNpivWwnDisableSupported:boolean vmNpivWwnUpdateSupported:boolean swapPlacementSupported:boolean toolsSyncTimeSupported:boolean virtualMmuUsageSupported:boolean diskSharesSupported:boolean bootOptionsSupported:boolean bootRetryOptionsSupported:boolean settingVideoRamSizeSupported:boolean settingDisplayTopologySupported:boolean recordReplaySupported:boolean changeTrackingSupported:boolean multipleCoresPerSocketSupported:boolean hostBasedReplicationSupported:boolean guestAutoLockSupported:boolean memoryReservationLockSupported:boolean featureRequirementSupported:boolean poweredOnMonitorTypeChangeSupported:boolean seSparseDiskSupported:boolean nestedHVSupported:boolean vPMCSupported:boolean secureBootSupported:boolean? perVmEvcSupported:boolean? virtualMmuUsageIgnored:boolean? virtualExecUsageIgnored:boolean? diskOnlySnapshotOnSuspendedVMSupported:boolean? suspendToMemorySupported:boolean? toolsSyncTimeAllowSupported:boolean? sevSupported:boolean? pmemFailoverSupported:boolean? requireSgxAttestationSupported:boolean? changeModeDisksSupported:boolean? vendorDeviceGroupSupported:boolean?
        D VirtualMachineCdromInfo VirtualMachineTargetInfo description:string?
        D VirtualMachineCertThumbprint DynamicData thumbprint:string hashAlgorithm:string?
        D VirtualMachineCloneSpec DynamicData location:VirtualMachineRelocateSpec template:boolean config:VirtualMachineConfigSpec? customization:CustomizationSpec? powerOn:boolean snapshot:@VirtualMachineSnapshot? memory:boolean? tpmProvisionPolicy:string?
        D VirtualMachineConfigInfo DynamicData changeVersion:string modified:dateTime name:string guestFullName:string version:string uuid:string createDate:dateTime? instanceUuid:string? npivNodeWorldWideName:long[]? npivPortWorldWideName:long[]? npivWorldWideNameType:string? npivDesiredNodeWwns:short? npivDesiredPortWwns:short? npivTemporaryDisabled:boolean? npivOnNonRdmDisks:boolean? locationId:string? template:boolean guestId:string alternateGuestName:string annotation:string? files:VirtualMachineFileInfo tools:ToolsConfigInfo? flags:VirtualMachineFlagInfo consolePreferences:VirtualMachineConsolePreferences? defaultPowerOps:VirtualMachineDefaultPowerOpInfo rebootPowerOff:boolean? hardware:VirtualHardware vcpuConfig:VirtualMachineVcpuConfig[]? cpuAllocation:ResourceAllocationInfo? memoryAllocation:ResourceAllocationInfo? latencySensitivity:LatencySensitivity? memoryHotAddEnabled:boolean? cpuHotAddEnabled:boolean? cpuHotRemoveEnabled:boolean? hotPlugMemoryLimit:long? hotPlugMemoryIncrementSize:long? cpuAffinity:VirtualMachineAffinityInfo? memoryAffinity:VirtualMachineAffinityInfo? networkShaper:VirtualMachineNetworkShaperInfo? extraConfig:OptionValue[]? cpuFeatureMask:HostCpuIdInfo[]? datastoreUrl:VirtualMachineConfigInfoDatastoreUrlPair[]? swapPlacement:string? bootOptions:VirtualMachineBootOptions? ftInfo:FaultToleranceConfigInfo? repConfig:ReplicationConfigSpec? vAppConfig:VmConfigInfo? vAssertsEnabled:boolean? changeTrackingEnabled:boolean? firmware:string? maxMksConnections:int? guestAutoLockEnabled:boolean? managedBy:ManagedByInfo? memoryReservationLockedToMax:boolean? initialOverhead:VirtualMachineConfigInfoOverheadInfo? nestedHVEnabled:boolean? vPMCEnabled:boolean? scheduledHardwareUpgradeInfo:ScheduledHardwareUpgradeInfo? forkConfigInfo:VirtualMachineForkConfigInfo? vFlashCacheReservation:long? vmxConfigChecksum:base64Binary? messageBusTunnelEnabled:boolean? vmStorageObjectId:string? swapStorageObjectId:string? keyId:CryptoKeyId? guestIntegrityInfo:VirtualMachineGuestIntegrityInfo? migrateEncryption:string? sgxInfo:VirtualMachineSgxInfo? contentLibItemInfo:VirtualMachineContentLibraryItemInfo? ftEncryptionMode:string? guestMonitoringModeInfo:VirtualMachineGuestMonitoringModeInfo? sevEnabled:boolean? numaInfo:VirtualMachineVirtualNumaInfo? pmemFailoverEnabled:boolean? vmxStatsCollectionEnabled:boolean? vmOpNotificationToAppEnabled:boolean? vmOpNotificationTimeout:long? deviceSwap:VirtualMachineVirtualDeviceSwap? pmem:VirtualMachineVirtualPMem? deviceGroups:VirtualMachineVirtualDeviceGroups? fixedPassthruHotPlugEnabled:boolean?
        D VirtualMachineConfigInfoDatastoreUrlPair DynamicData name:string url:string
        D VirtualMachineConfigInfoOverheadInfo DynamicData initialMemoryReservation:long? initialSwapReservation:long?
        D VirtualMachineConfigOption DynamicData version:string description:string guestOSDescriptor:GuestOsDescriptor[] guestOSDefaultIndex:int hardwareOptions:VirtualHardwareOption capabilities:VirtualMachineCapability datastore:DatastoreOption defaultDevice:VirtualDevice[]? supportedMonitorType:string[] supportedOvfEnvironmentTransport:string[]? supportedOvfInstallTransport:string[]? propertyRelations:VirtualMachinePropertyRelation[]?
        D VirtualMachineConfigOptionDescriptor DynamicData key:string description:string? host:@HostSystem[]? createSupported:boolean defaultConfigOption:boolean runSupported:boolean upgradeSupported:boolean
        D VirtualMachineConfigSpec DynamicData changeVersion:string? name:string? version:string? createDate:dateTime? uuid:string? instanceUuid:string? npivNodeWorldWideName:long[]? npivPortWorldWideName:long[]? npivWorldWideNameType:string? npivDesiredNodeWwns:short? npivDesiredPortWwns:short? npivTemporaryDisabled:boolean? npivOnNonRdmDisks:boolean? npivWorldWideNameOp:string? locationId:string? guestId:string? alternateGuestName:string? annotation:string? files:VirtualMachineFileInfo? tools:ToolsConfigInfo? flags:VirtualMachineFlagInfo? consolePreferences:VirtualMachineConsolePreferences? powerOpInfo:VirtualMachineDefaultPowerOpInfo? rebootPowerOff:boolean? numCPUs:int? vcpuConfig:VirtualMachineVcpuConfig[]? numCoresPerSocket:int? memoryMB:long? memoryHotAddEnabled:boolean? cpuHotAddEnabled:boolean? cpuHotRemoveEnabled:boolean? virtualICH7MPresent:boolean? virtualSMCPresent:boolean? deviceChange:VirtualDeviceConfigSpec[]? cpuAllocation:ResourceAllocationInfo? memoryAllocation:ResourceAllocationInfo? latencySensitivity:LatencySensitivity? cpuAffinity:VirtualMachineAffinityInfo? memoryAffinity:VirtualMachineAffinityInfo? networkShaper:VirtualMachineNetworkShaperInfo? cpuFeatureMask:VirtualMachineCpuIdInfoSpec[]? extraConfig:OptionValue[]? swapPlacement:string? bootOptions:VirtualMachineBootOptions? vAppConfig:VmConfigSpec? ftInfo:FaultToleranceConfigInfo? repConfig:ReplicationConfigSpec? vAppConfigRemoved:boolean? vAssertsEnabled:boolean? changeTrackingEnabled:boolean? firmware:string? maxMksConnections:int? guestAutoLockEnabled:boolean? managedBy:ManagedByInfo? memoryReservationLockedToMax:boolean? nestedHVEnabled:boolean? vPMCEnabled:boolean? scheduledHardwareUpgradeInfo:ScheduledHardwareUpgradeInfo? vmProfile:VirtualMachineProfileSpec[]? messageBusTunnelEnabled:boolean? crypto:CryptoSpec? migrateEncryption:string? sgxInfo:VirtualMachineSgxInfo? ftEncryptionMode:string? guestMonitoringModeInfo:VirtualMachineGuestMonitoringModeInfo? sevEnabled:boolean? virtualNuma:VirtualMachineVirtualNuma? motherboardLayout:string? pmemFailoverEnabled:boolean? vmxStatsCollectionEnabled:boolean? vmOpNotificationToAppEnabled:boolean? vmOpNotificationTimeout:long? deviceSwap:VirtualMachineVirtualDeviceSwap? simultaneousThreads:int? pmem:VirtualMachineVirtualPMem? deviceGroups:VirtualMachineVirtualDeviceGroups? fixedPassthruHotPlugEnabled:boolean?
        D VirtualMachineConfigSummary DynamicData name:string template:boolean vmPathName:string memorySizeMB:int? cpuReservation:int? memoryReservation:int? numCpu:int? numEthernetCards:int? numVirtualDisks:int? uuid:string? instanceUuid:string? guestId:string? guestFullName:string? annotation:string? product:VAppProductInfo? installBootRequired:boolean? ftInfo:FaultToleranceConfigInfo? managedBy:ManagedByInfo? tpmPresent:boolean? numVmiopBackings:int? hwVersion:string?
        D VirtualMachineConnection DynamicData label:string client:string userName:string
        D VirtualMachineConsolePreferences DynamicData powerOnWhenOpened:boolean? enterFullScreenOnPowerOn:boolean? closeOnPowerOffOrSuspend:boolean?
        D VirtualMachineContentLibraryItemInfo DynamicData contentLibraryItemUuid:string contentLibraryItemVersion:string?
        D VirtualMachineCpuIdInfoSpec ArrayUpdateSpec info:HostCpuIdInfo?
        D VirtualMachineDatastoreInfo VirtualMachineTargetInfo datastore:DatastoreSummary capability:DatastoreCapability maxFileSize:long maxVirtualDiskCapacity:long? maxPhysicalRDMFileSize:long? maxVirtualRDMFileSize:long? mode:string vStorageSupport:string?
        D VirtualMachineDatastoreVolumeOption DynamicData fileSystemType:string majorVersion:int?
        D VirtualMachineDefaultPowerOpInfo DynamicData powerOffType:string? suspendType:string? resetType:string? defaultPowerOffType:string? defaultSuspendType:string? defaultResetType:string? standbyAction:string?
        D VirtualMachineDefaultProfileSpec VirtualMachineProfileSpec
        D VirtualMachineDefinedProfileSpec VirtualMachineProfileSpec profileId:string replicationSpec:ReplicationSpec? profileData:VirtualMachineProfileRawData? profileParams:KeyValue[]?
        D VirtualMachineDeviceRuntimeInfo DynamicData runtimeState:VirtualMachineDeviceRuntimeInfoDeviceRuntimeState key:int
        D VirtualMachineDeviceRuntimeInfoDeviceRuntimeState DynamicData
        D VirtualMachineDeviceRuntimeInfoVirtualEthernetCardRuntimeState VirtualMachineDeviceRuntimeInfoDeviceRuntimeState vmDirectPathGen2Active:boolean? vmDirectPathGen2InactiveReasonVm:string[]? vmDirectPathGen2InactiveReasonOther:string[]? vmDirectPathGen2InactiveReasonExtended:string? uptv2Active:boolean? uptv2InactiveReasonVm:string[]? uptv2InactiveReasonOther:string[]? reservationStatus:string? attachmentStatus:string? featureRequirement:VirtualMachineFeatureRequirement[]?
        D VirtualMachineDiskDeviceInfo VirtualMachineTargetInfo capacity:long? vm:@VirtualMachine[]?
        D VirtualMachineDisplayTopology DynamicData x:int y:int width:int height:int
        D VirtualMachineDvxClassInfo DynamicData deviceClass:ElementDescription vendorName:string sriovNic:boolean configParams:OptionDef[]?
        D VirtualMachineDynamicPassthroughInfo VirtualMachineTargetInfo vendorName:string deviceName:string customLabel:string? vendorId:int deviceId:int
        D VirtualMachineEmptyIndependentFilterSpec VirtualMachineBaseIndependentFilterSpec
        D VirtualMachineEmptyProfileSpec VirtualMachineProfileSpec
        D VirtualMachineFeatureRequirement DynamicData key:string featureName:string value:string
        D VirtualMachineFileInfo DynamicData vmPathName:string? snapshotDirectory:string? suspendDirectory:string? logDirectory:string? ftMetadataDirectory:string?
        D VirtualMachineFileLayout DynamicData configFile:string[]? logFile:string[]? disk:VirtualMachineFileLayoutDiskLayout[]? snapshot:VirtualMachineFileLayoutSnapshotLayout[]? swapFile:string?
        D VirtualMachineFileLayoutDiskLayout DynamicData key:int diskFile:string[]
        D VirtualMachineFileLayoutEx DynamicData file:VirtualMachineFileLayoutExFileInfo[]? disk:VirtualMachineFileLayoutExDiskLayout[]? snapshot:VirtualMachineFileLayoutExSnapshotLayout[]? timestamp:dateTime
        D VirtualMachineFileLayoutExDiskLayout DynamicData key:int chain:VirtualMachineFileLayoutExDiskUnit[]?
        D VirtualMachineFileLayoutExDiskUnit DynamicData fileKey:int[]
        D VirtualMachineFileLayoutExFileInfo DynamicData key:int name:string type:string size:long uniqueSize:long? backingObjectId:string? accessible:boolean?
        D VirtualMachineFileLayoutExSnapshotLayout DynamicData key:@VirtualMachineSnapshot dataKey:int memoryKey:int disk:VirtualMachineFileLayoutExDiskLayout[]?
        D VirtualMachineFileLayoutSnapshotLayout DynamicData key:@VirtualMachineSnapshot snapshotFile:string[]
        D VirtualMachineFlagInfo DynamicData disableAcceleration:boolean? enableLogging:boolean? useToe:boolean? runWithDebugInfo:boolean? monitorType:string? htSharing:string? snapshotDisabled:boolean? snapshotLocked:boolean? diskUuidEnabled:boolean? virtualMmuUsage:string? virtualExecUsage:string? snapshotPowerOffBehavior:string? recordReplayEnabled:boolean? faultToleranceType:string? cbrcCacheEnabled:boolean? vvtdEnabled:boolean? vbsEnabled:boolean?
        D VirtualMachineFloppyInfo VirtualMachineTargetInfo
        D VirtualMachineForkConfigInfo DynamicData parentEnabled:boolean? childForkGroupId:string? parentForkGroupId:string? childType:string?
        D VirtualMachineGuestIntegrityInfo DynamicData enabled:boolean?
        D VirtualMachineGuestMonitoringModeInfo DynamicData gmmFile:string? gmmAppliance:string?
        D VirtualMachineGuestQuiesceSpec DynamicData timeout:int?
        D VirtualMachineGuestSummary DynamicData guestId:string? guestFullName:string? toolsStatus:VirtualMachineToolsStatus? toolsVersionStatus:string? toolsVersionStatus2:string? toolsRunningStatus:string? hostName:string? ipAddress:string? hwVersion:string?
        D VirtualMachineIdeDiskDeviceInfo VirtualMachineDiskDeviceInfo partitionTable:VirtualMachineIdeDiskDevicePartitionInfo[]?
        D VirtualMachineIdeDiskDevicePartitionInfo DynamicData id:int capacity:int
        D VirtualMachineImportSpec ImportSpec configSpec:VirtualMachineConfigSpec resPoolEntity:@ResourcePool?
        D VirtualMachineIndependentFilterSpec VirtualMachineBaseIndependentFilterSpec filterName:string filterClass:string? filterCapabilities:KeyValue[]?
        D VirtualMachineInstantCloneSpec DynamicData name:string location:VirtualMachineRelocateSpec config:OptionValue[]? biosUuid:string?
        D VirtualMachineLegacyNetworkSwitchInfo DynamicData name:string
        D VirtualMachineMemoryReservationInfo DynamicData virtualMachineMin:long virtualMachineMax:long virtualMachineReserved:long allocationPolicy:string
        D VirtualMachineMessage DynamicData id:string argument:anyType[]? text:string?
        D VirtualMachineMksConnection VirtualMachineConnection
        D VirtualMachineMksTicket DynamicData ticket:string cfgFile:string host:string? port:int? sslThumbprint:string?
        D VirtualMachineNetworkInfo VirtualMachineTargetInfo network:NetworkSummary vswitch:string?
        D VirtualMachineNetworkShaperInfo DynamicData enabled:boolean? peakBps:long? averageBps:long? burstSize:long?
        D VirtualMachineParallelInfo VirtualMachineTargetInfo
        D VirtualMachinePciPassthroughInfo VirtualMachineTargetInfo pciDevice:HostPciDevice systemId:string
        D VirtualMachinePciSharedGpuPassthroughInfo VirtualMachineTargetInfo vgpu:string
        D VirtualMachinePrecisionClockInfo VirtualMachineTargetInfo systemClockProtocol:string?
        D VirtualMachineProfileRawData DynamicData extensionKey:string objectData:string?
        D VirtualMachineProfileSpec DynamicData
        D VirtualMachinePropertyRelation DynamicData key:DynamicProperty relations:DynamicProperty[]?
        D VirtualMachineQuestionInfo DynamicData id:string text:string choice:ChoiceOption message:VirtualMachineMessage[]?
        D VirtualMachineQuickStats DynamicData overallCpuUsage:int? overallCpuDemand:int? overallCpuReadiness:int? guestMemoryUsage:int? hostMemoryUsage:int? guestHeartbeatStatus:ManagedEntityStatus distributedCpuEntitlement:int? distributedMemoryEntitlement:int? staticCpuEntitlement:int? staticMemoryEntitlement:int? grantedMemory:int? privateMemory:int? sharedMemory:int? swappedMemory:int? balloonedMemory:int? consumedOverheadMemory:int? ftLogBandwidth:int? ftSecondaryLatency:int? ftLatencyStatus:ManagedEntityStatus? compressedMemory:long? uptimeSeconds:int? ssdSwappedMemory:long? activeMemory:int? memoryTierStats:VirtualMachineQuickStatsMemoryTierStats[]?
        D VirtualMachineQuickStatsMemoryTierStats DynamicData memoryTierType:string readBandwidth:long
        D VirtualMachineRelocateSpec DynamicData service:ServiceLocator? folder:@Folder? datastore:@Datastore? diskMoveType:string? pool:@ResourcePool? host:@HostSystem? disk:VirtualMachineRelocateSpecDiskLocator[]? transform:VirtualMachineRelocateTransformation? deviceChange:VirtualDeviceConfigSpec[]? profile:VirtualMachineProfileSpec[]? cryptoSpec:CryptoSpec?
        D VirtualMachineRelocateSpecDiskLocator DynamicData diskId:int datastore:@Datastore diskMoveType:string? diskBackingInfo:VirtualDeviceBackingInfo? profile:VirtualMachineProfileSpec[]? backing:VirtualMachineRelocateSpecDiskLocatorBackingSpec? filterSpec:VirtualMachineBaseIndependentFilterSpec[]?
        D VirtualMachineRelocateSpecDiskLocatorBackingSpec DynamicData parent:VirtualMachineRelocateSpecDiskLocatorBackingSpec? crypto:CryptoSpec?
        D VirtualMachineRuntimeInfo DynamicData device:VirtualMachineDeviceRuntimeInfo[]? host:@HostSystem? connectionState:VirtualMachineConnectionState powerState:VirtualMachinePowerState vmFailoverInProgress:boolean? faultToleranceState:VirtualMachineFaultToleranceState dasVmProtection:VirtualMachineRuntimeInfoDasProtectionState? toolsInstallerMounted:boolean suspendTime:dateTime? bootTime:dateTime? suspendInterval:long? question:VirtualMachineQuestionInfo? memoryOverhead:long? maxCpuUsage:int? maxMemoryUsage:int? numMksConnections:int recordReplayState:VirtualMachineRecordReplayState cleanPowerOff:boolean? needSecondaryReason:string? onlineStandby:boolean minRequiredEVCModeKey:string? consolidationNeeded:boolean offlineFeatureRequirement:VirtualMachineFeatureRequirement[]? featureRequirement:VirtualMachineFeatureRequirement[]? featureMask:HostFeatureMask[]? vFlashCacheAllocation:long? paused:boolean? snapshotInBackground:boolean? quiescedForkParent:boolean? instantCloneFrozen:boolean? cryptoState:string? suspendedToMemory:boolean? opNotificationTimeout:long? iommuActive:boolean?
        D VirtualMachineRuntimeInfoDasProtectionState DynamicData dasProtected:boolean
        D VirtualMachineScsiDiskDeviceInfo VirtualMachineDiskDeviceInfo disk:HostScsiDisk? transportHint:string? lunNumber:int?
        D VirtualMachineScsiPassthroughInfo VirtualMachineTargetInfo scsiClass:string vendor:string physicalUnitNumber:int
        D VirtualMachineSerialInfo VirtualMachineTargetInfo
        D VirtualMachineSgxInfo DynamicData epcSize:long flcMode:string? lePubKeyHash:string? requireAttestation:boolean?
        D VirtualMachineSgxTargetInfo VirtualMachineTargetInfo maxEpcSize:long flcModes:string[]? lePubKeyHashes:string[]? requireAttestationSupported:boolean?
        D VirtualMachineSnapshotInfo DynamicData currentSnapshot:@VirtualMachineSnapshot? rootSnapshotList:VirtualMachineSnapshotTree[]
        D VirtualMachineSnapshotTree DynamicData snapshot:@VirtualMachineSnapshot vm:@VirtualMachine name:string description:string id:int createTime:dateTime state:VirtualMachinePowerState quiesced:boolean backupManifest:string? childSnapshotList:VirtualMachineSnapshotTree[]? replaySupported:boolean?
        D VirtualMachineSoundInfo VirtualMachineTargetInfo
        D VirtualMachineSriovDevicePoolInfo DynamicData key:string
        D VirtualMachineSriovInfo VirtualMachinePciPassthroughInfo virtualFunction:boolean pnic:string? devicePool:VirtualMachineSriovDevicePoolInfo?
        D VirtualMachineSriovNetworkDevicePoolInfo VirtualMachineSriovDevicePoolInfo switchKey:string? switchUuid:string?
        D VirtualMachineStorageInfo DynamicData perDatastoreUsage:VirtualMachineUsageOnDatastore[]? timestamp:dateTime
        D VirtualMachineStorageSummary DynamicData committed:long uncommitted:long unshared:long timestamp:dateTime
        D VirtualMachineSummary DynamicData vm:@VirtualMachine? runtime:VirtualMachineRuntimeInfo guest:VirtualMachineGuestSummary? config:VirtualMachineConfigSummary storage:VirtualMachineStorageSummary? quickStats:VirtualMachineQuickStats overallStatus:ManagedEntityStatus customValue:CustomFieldValue[]?
        D VirtualMachineTargetInfo DynamicData name:string configurationTag:string[]?
        D VirtualMachineTicket DynamicData ticket:string cfgFile:string host:string? port:int? sslThumbprint:string? certThumbprintList:VirtualMachineCertThumbprint[]? url:string?
        D VirtualMachineUsageOnDatastore DynamicData datastore:@Datastore committed:long uncommitted:long unshared:long
        D VirtualMachineUsbInfo VirtualMachineTargetInfo description:string vendor:int product:int physicalPath:string family:string[]? speed:string[]? summary:VirtualMachineSummary?
        D VirtualMachineVFlashModuleInfo VirtualMachineTargetInfo vFlashModule:HostVFlashManagerVFlashCacheConfigInfoVFlashModuleConfigOption
        D VirtualMachineVMCIDevice VirtualDevice id:long? allowUnrestrictedCommunication:boolean? filterEnable:boolean? filterInfo:VirtualMachineVMCIDeviceFilterInfo?
        D VirtualMachineVMCIDeviceFilterInfo DynamicData filters:VirtualMachineVMCIDeviceFilterSpec[]?
        D VirtualMachineVMCIDeviceFilterSpec DynamicData rank:long action:string protocol:string direction:string lowerDstPortBoundary:long? upperDstPortBoundary:long?
        D VirtualMachineVMCIDeviceOption VirtualDeviceOption allowUnrestrictedCommunication:BoolOption filterSpecOption:VirtualMachineVMCIDeviceOptionFilterSpecOption? filterSupported:BoolOption?
        D VirtualMachineVMCIDeviceOptionFilterSpecOption DynamicData action:ChoiceOption protocol:ChoiceOption direction:ChoiceOption lowerDstPortBoundary:LongOption upperDstPortBoundary:LongOption
        D VirtualMachineVMIROM VirtualDevice
        D VirtualMachineVMotionStunTimeInfo VirtualMachineTargetInfo migrationBW:long stunTime:long
        D VirtualMachineVcpuConfig DynamicData latencySensitivity:LatencySensitivity?
        D VirtualMachineVendorDeviceGroupInfo VirtualMachineTargetInfo deviceGroupName:string deviceGroupDescription:string? componentDeviceInfo:VirtualMachineVendorDeviceGroupInfoComponentDeviceInfo[]?
        D VirtualMachineVendorDeviceGroupInfoComponentDeviceInfo DynamicData type:string vendorName:string deviceName:string isConfigurable:boolean device:VirtualDevice
        D VirtualMachineVgpuDeviceInfo VirtualMachineTargetInfo deviceName:string deviceVendorId:long maxFbSizeInGib:long timeSlicedCapable:boolean migCapable:boolean computeProfileCapable:boolean quadroProfileCapable:boolean
        D VirtualMachineVgpuProfileInfo VirtualMachineTargetInfo profileName:string deviceVendorId:long fbSizeInGib:long profileSharing:string profileClass:string stunTimeEstimates:VirtualMachineVMotionStunTimeInfo[]?
        D VirtualMachineVideoCard VirtualDevice videoRamSizeInKB:long? numDisplays:int? useAutoDetect:boolean? enable3DSupport:boolean? use3dRenderer:string? graphicsMemorySizeInKB:long?
        D VirtualMachineVirtualDeviceGroups DynamicData deviceGroup:VirtualMachineVirtualDeviceGroupsDeviceGroup[]?
        D VirtualMachineVirtualDeviceGroupsDeviceGroup DynamicData groupInstanceKey:int deviceInfo:Description?
        D VirtualMachineVirtualDeviceGroupsVendorDeviceGroup VirtualMachineVirtualDeviceGroupsDeviceGroup deviceGroupName:string
        D VirtualMachineVirtualDeviceSwap DynamicData lsiToPvscsi:VirtualMachineVirtualDeviceSwapDeviceSwapInfo?
        D VirtualMachineVirtualDeviceSwapDeviceSwapInfo DynamicData enabled:boolean? applicable:boolean? status:string?
        D VirtualMachineVirtualNuma DynamicData coresPerNumaNode:int? exposeVnumaOnCpuHotadd:boolean?
        D VirtualMachineVirtualNumaInfo DynamicData coresPerNumaNode:int? autoCoresPerNumaNode:boolean? vnumaOnCpuHotaddExposed:boolean?
        D VirtualMachineVirtualPMem DynamicData snapshotMode:string?
        D VirtualMachineWindowsQuiesceSpec VirtualMachineGuestQuiesceSpec vssBackupType:int? vssBootableSystemState:boolean? vssPartialFileSupport:boolean? vssBackupContext:string?
        D VirtualNVDIMM VirtualDevice capacityInMB:long configuredCapacityInMB:long?
        D VirtualNVDIMMBackingInfo VirtualDeviceFileBackingInfo parent:VirtualNVDIMMBackingInfo? changeId:string?
        D VirtualNVDIMMController VirtualController
        D VirtualNVDIMMControllerOption VirtualControllerOption numNVDIMMControllers:IntOption
        D VirtualNVDIMMOption VirtualDeviceOption capacityInMB:LongOption growable:boolean hotGrowable:boolean granularityInMB:long
        D VirtualNVMEController VirtualController sharedBus:string?
        D VirtualNVMEControllerOption VirtualControllerOption numNVMEDisks:IntOption sharing:string[]?
        D VirtualNicManagerNetConfig DynamicData nicType:string multiSelectAllowed:boolean candidateVnic:HostVirtualNic[]? selectedVnic:HostVirtualNic[]?
        D VirtualPCIController VirtualController
        D VirtualPCIControllerOption VirtualControllerOption numSCSIControllers:IntOption numEthernetCards:IntOption numVideoCards:IntOption numSoundCards:IntOption numVmiRoms:IntOption numVmciDevices:IntOption numPCIPassthroughDevices:IntOption numSasSCSIControllers:IntOption numVmxnet3EthernetCards:IntOption numParaVirtualSCSIControllers:IntOption numSATAControllers:IntOption numNVMEControllers:IntOption? numVmxnet3VrdmaEthernetCards:IntOption?
        D VirtualPCIPassthrough VirtualDevice
        D VirtualPCIPassthroughAllowedDevice DynamicData vendorId:int deviceId:int subVendorId:int? subDeviceId:int? revisionId:short?
        D VirtualPCIPassthroughDeviceBackingInfo VirtualDeviceDeviceBackingInfo id:string deviceId:string systemId:string vendorId:short
        D VirtualPCIPassthroughDeviceBackingOption VirtualDeviceDeviceBackingOption
        D VirtualPCIPassthroughDvxBackingInfo VirtualDeviceBackingInfo deviceClass:string? configParams:OptionValue[]?
        D VirtualPCIPassthroughDvxBackingOption VirtualDeviceBackingOption
        D VirtualPCIPassthroughDynamicBackingInfo VirtualDeviceDeviceBackingInfo allowedDevice:VirtualPCIPassthroughAllowedDevice[]? customLabel:string? assignedId:string?
        D VirtualPCIPassthroughDynamicBackingOption VirtualDeviceDeviceBackingOption
        D VirtualPCIPassthroughOption VirtualDeviceOption
        D VirtualPCIPassthroughPluginBackingInfo VirtualDeviceBackingInfo
        D VirtualPCIPassthroughPluginBackingOption VirtualDeviceBackingOption
        D VirtualPCIPassthroughVmiopBackingInfo VirtualPCIPassthroughPluginBackingInfo vgpu:string? vgpuMigrateDataSizeMB:int? migrateSupported:boolean? enhancedMigrateCapability:boolean?
        D VirtualPCIPassthroughVmiopBackingOption VirtualPCIPassthroughPluginBackingOption vgpu:StringOption maxInstances:int
        D VirtualPCNet32 VirtualEthernetCard
        D VirtualPCNet32Option VirtualEthernetCardOption supportsMorphing:boolean
        D VirtualPS2Controller VirtualController
        D VirtualPS2ControllerOption VirtualControllerOption numKeyboards:IntOption numPointingDevices:IntOption
        D VirtualParallelPort VirtualDevice
        D VirtualParallelPortDeviceBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualParallelPortDeviceBackingOption VirtualDeviceDeviceBackingOption
        D VirtualParallelPortFileBackingInfo VirtualDeviceFileBackingInfo
        D VirtualParallelPortFileBackingOption VirtualDeviceFileBackingOption
        D VirtualParallelPortOption VirtualDeviceOption
        D VirtualPointingDevice VirtualDevice
        D VirtualPointingDeviceBackingOption VirtualDeviceDeviceBackingOption hostPointingDevice:ChoiceOption
        D VirtualPointingDeviceDeviceBackingInfo VirtualDeviceDeviceBackingInfo hostPointingDevice:string
        D VirtualPointingDeviceOption VirtualDeviceOption
        D VirtualPrecisionClock VirtualDevice
        D VirtualPrecisionClockOption VirtualDeviceOption
        D VirtualPrecisionClockSystemClockBackingInfo VirtualDeviceBackingInfo protocol:string?
        D VirtualPrecisionClockSystemClockBackingOption VirtualDeviceBackingOption protocol:ChoiceOption
        D VirtualSATAController VirtualController
        D VirtualSATAControllerOption VirtualControllerOption numSATADisks:IntOption numSATACdroms:IntOption
        D VirtualSCSIController VirtualController hotAddRemove:boolean? sharedBus:VirtualSCSISharing scsiCtlrUnitNumber:int?
        D VirtualSCSIControllerOption VirtualControllerOption numSCSIDisks:IntOption numSCSICdroms:IntOption numSCSIPassthrough:IntOption sharing:VirtualSCSISharing[] defaultSharedIndex:int hotAddRemove:BoolOption scsiCtlrUnitNumber:int
        D VirtualSCSIPassthrough VirtualDevice
        D VirtualSCSIPassthroughDeviceBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualSCSIPassthroughDeviceBackingOption VirtualDeviceDeviceBackingOption
        D VirtualSCSIPassthroughOption VirtualDeviceOption
        D VirtualSIOController VirtualController
        D VirtualSIOControllerOption VirtualControllerOption numFloppyDrives:IntOption numSerialPorts:IntOption numParallelPorts:IntOption
        D VirtualSerialPort VirtualDevice yieldOnPoll:boolean
        D VirtualSerialPortDeviceBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualSerialPortDeviceBackingOption VirtualDeviceDeviceBackingOption
        D VirtualSerialPortFileBackingInfo VirtualDeviceFileBackingInfo
        D VirtualSerialPortFileBackingOption VirtualDeviceFileBackingOption
        D VirtualSerialPortOption VirtualDeviceOption yieldOnPoll:BoolOption
        D VirtualSerialPortPipeBackingInfo VirtualDevicePipeBackingInfo endpoint:string noRxLoss:boolean?
        D VirtualSerialPortPipeBackingOption VirtualDevicePipeBackingOption endpoint:ChoiceOption noRxLoss:BoolOption
        D VirtualSerialPortThinPrintBackingInfo VirtualDeviceBackingInfo
        D VirtualSerialPortThinPrintBackingOption VirtualDeviceBackingOption
        D VirtualSerialPortURIBackingInfo VirtualDeviceURIBackingInfo
        D VirtualSerialPortURIBackingOption VirtualDeviceURIBackingOption
        D VirtualSoundBlaster16 VirtualSoundCard
        D VirtualSoundBlaster16Option VirtualSoundCardOption
        D VirtualSoundCard VirtualDevice
        D VirtualSoundCardDeviceBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualSoundCardDeviceBackingOption VirtualDeviceDeviceBackingOption
        D VirtualSoundCardOption VirtualDeviceOption
        D VirtualSriovEthernetCard VirtualEthernetCard allowGuestOSMtuChange:boolean? sriovBacking:VirtualSriovEthernetCardSriovBackingInfo? dvxBackingInfo:VirtualPCIPassthroughDvxBackingInfo?
        D VirtualSriovEthernetCardOption VirtualEthernetCardOption
        D VirtualSriovEthernetCardSriovBackingInfo VirtualDeviceBackingInfo physicalFunctionBacking:VirtualPCIPassthroughDeviceBackingInfo? virtualFunctionBacking:VirtualPCIPassthroughDeviceBackingInfo? virtualFunctionIndex:int?
        D VirtualSriovEthernetCardSriovBackingOption VirtualDeviceBackingOption
        D VirtualTPM VirtualDevice endorsementKeyCertificateSigningRequest:base64Binary[]? endorsementKeyCertificate:base64Binary[]?
        D VirtualTPMOption VirtualDeviceOption supportedFirmware:string[]?
        D VirtualUSB VirtualDevice connected:boolean vendor:int? product:int? family:string[]? speed:string[]?
        D VirtualUSBController VirtualController autoConnectDevices:boolean? ehciEnabled:boolean?
        D VirtualUSBControllerOption VirtualControllerOption autoConnectDevices:BoolOption ehciSupported:BoolOption supportedSpeeds:string[]
        D VirtualUSBControllerPciBusSlotInfo VirtualDevicePciBusSlotInfo ehciPciSlotNumber:int?
        D VirtualUSBOption VirtualDeviceOption
        D VirtualUSBRemoteClientBackingInfo VirtualDeviceRemoteDeviceBackingInfo hostname:string
        D VirtualUSBRemoteClientBackingOption VirtualDeviceRemoteDeviceBackingOption
        D VirtualUSBRemoteHostBackingInfo VirtualDeviceDeviceBackingInfo hostname:string
        D VirtualUSBRemoteHostBackingOption VirtualDeviceDeviceBackingOption
        D VirtualUSBUSBBackingInfo VirtualDeviceDeviceBackingInfo
        D VirtualUSBUSBBackingOption VirtualDeviceDeviceBackingOption
        D VirtualUSBXHCIController VirtualController autoConnectDevices:boolean?
        D VirtualUSBXHCIControllerOption VirtualControllerOption autoConnectDevices:BoolOption supportedSpeeds:string[]
        D VirtualVMIROMOption VirtualDeviceOption
        D VirtualVideoCardOption VirtualDeviceOption videoRamSizeInKB:LongOption? numDisplays:IntOption? useAutoDetect:BoolOption? support3D:BoolOption? use3dRendererSupported:BoolOption? graphicsMemorySizeInKB:LongOption? graphicsMemorySizeSupported:BoolOption?
        D VirtualVmxnet VirtualEthernetCard
        D VirtualVmxnet2 VirtualVmxnet
        D VirtualVmxnet2Option VirtualVmxnetOption
        D VirtualVmxnet3 VirtualVmxnet uptv2Enabled:boolean?
        D VirtualVmxnet3Option VirtualVmxnetOption uptv2Enabled:BoolOption?
        D VirtualVmxnet3Vrdma VirtualVmxnet3 deviceProtocol:string?
        D VirtualVmxnet3VrdmaOption VirtualVmxnet3Option deviceProtocol:ChoiceOption?
        D VirtualVmxnetOption VirtualEthernetCardOption
        D VirtualWDT VirtualDevice runOnBoot:boolean running:boolean
        D VirtualWDTOption VirtualDeviceOption runOnBoot:BoolOption
        D VmBeingClonedEvent VmCloneEvent destFolder:FolderEventArgument destName:string destHost:HostEventArgument
        D VmBeingClonedNoFolderEvent VmCloneEvent destName:string destHost:HostEventArgument
        D VmBeingCreatedEvent VmEvent configSpec:VirtualMachineConfigSpec?
        D VmBeingHotMigratedEvent VmEvent destHost:HostEventArgument destDatacenter:DatacenterEventArgument? destDatastore:DatastoreEventArgument?
        D VmBeingRelocatedEvent VmRelocateSpecEvent destHost:HostEventArgument destDatacenter:DatacenterEventArgument? destDatastore:DatastoreEventArgument?
        D VmCloneEvent VmEvent
        D VmCloneFailedEvent VmCloneEvent destFolder:FolderEventArgument destName:string destHost:HostEventArgument reason:LocalizedMethodFault
        D VmClonedEvent VmCloneEvent sourceVm:VmEventArgument
        D VmConfigFault VimFault
        D VmConfigFileEncryptionInfo DynamicData keyId:CryptoKeyId?
        D VmConfigFileInfo FileInfo configVersion:int? encryption:VmConfigFileEncryptionInfo?
        D VmConfigFileQuery FileQuery filter:VmConfigFileQueryFilter? details:VmConfigFileQueryFlags?
        D VmConfigFileQueryFilter DynamicData matchConfigVersion:int[]? encrypted:boolean?
        D VmConfigFileQueryFlags DynamicData configVersion:boolean encryption:boolean?
        D VmConfigInfo DynamicData product:VAppProductInfo[]? property:VAppPropertyInfo[]? ipAssignment:VAppIPAssignmentInfo eula:string[]? ovfSection:VAppOvfSectionInfo[]? ovfEnvironmentTransport:string[]? installBootRequired:boolean installBootStopDelay:int
        D VmConfigSpec DynamicData product:VAppProductSpec[]? property:VAppPropertySpec[]? ipAssignment:VAppIPAssignmentInfo? eula:string[]? ovfSection:VAppOvfSectionSpec[]? ovfEnvironmentTransport:string[]? installBootRequired:boolean? installBootStopDelay:int?
        D VmCreatedEvent VmEvent
        D VmDiskFileEncryptionInfo DynamicData keyId:CryptoKeyId?
        D VmDiskFileInfo FileInfo diskType:string? capacityKb:long? hardwareVersion:int? controllerType:string? diskExtents:string[]? thin:boolean? encryption:VmDiskFileEncryptionInfo?
        D VmDiskFileQuery FileQuery filter:VmDiskFileQueryFilter? details:VmDiskFileQueryFlags?
        D VmDiskFileQueryFilter DynamicData diskType:string[]? matchHardwareVersion:int[]? controllerType:string[]? thin:boolean? encrypted:boolean?
        D VmDiskFileQueryFlags DynamicData diskType:boolean capacityKb:boolean hardwareVersion:boolean controllerType:boolean? diskExtents:boolean? thin:boolean? encryption:boolean?
        D VmEvent Event template:boolean
        D VmEventArgument EntityEventArgument vm:@VirtualMachine
        D VmGuestRebootEvent VmEvent
        D VmGuestShutdownEvent VmEvent
        D VmGuestStandbyEvent VmEvent
        D VmLogFileInfo FileInfo
        D VmLogFileQuery FileQuery
        D VmMigratedEvent VmEvent sourceHost:HostEventArgument sourceDatacenter:DatacenterEventArgument? sourceDatastore:DatastoreEventArgument?
        D VmNvramFileInfo FileInfo
        D VmNvramFileQuery FileQuery
        D VmPodConfigForPlacement DynamicData storagePod:@StoragePod disk:PodDiskLocator[]? vmConfig:StorageDrsVmConfigInfo? interVmRule:ClusterRuleInfo[]?
        D VmPoweredOffEvent VmEvent
        D VmPoweredOnEvent VmEvent
        D VmReconfiguredEvent VmEvent configSpec:VirtualMachineConfigSpec configChanges:ChangesInfoEventArgument?
        D VmRegisteredEvent VmEvent
        D VmRelocateFailedEvent VmRelocateSpecEvent destHost:HostEventArgument reason:LocalizedMethodFault destDatacenter:DatacenterEventArgument? destDatastore:DatastoreEventArgument?
        D VmRelocateSpecEvent VmEvent
        D VmRelocatedEvent VmRelocateSpecEvent sourceHost:HostEventArgument sourceDatacenter:DatacenterEventArgument? sourceDatastore:DatastoreEventArgument?
        D VmRemovedEvent VmEvent
        D VmRenamedEvent VmEvent oldName:string newName:string
        D VmResettingEvent VmEvent
        D VmResourceReallocatedEvent VmEvent configChanges:ChangesInfoEventArgument?
        D VmResumingEvent VmEvent
        D VmSnapshotFileInfo FileInfo
        D VmSnapshotFileQuery FileQuery
        D VmStartingEvent VmEvent
        D VmStoppingEvent VmEvent
        D VmSuspendedEvent VmEvent
        D VmUpgradeCompleteEvent VmEvent version:string
        D VmValidateMaxDevice VimFault device:string max:int count:int
        D VmfsConfigOption DynamicData blockSizeOption:int unmapGranularityOption:int[]? unmapBandwidthFixedValue:LongOption? unmapBandwidthDynamicMin:LongOption? unmapBandwidthDynamicMax:LongOption? unmapBandwidthIncrement:long? unmapBandwidthUltraLow:long?
        D VmfsDatastoreAllExtentOption VmfsDatastoreSingleExtentOption
        D VmfsDatastoreBaseOption DynamicData layout:HostDiskPartitionLayout partitionFormatChange:boolean?
        D VmfsDatastoreCreateSpec VmfsDatastoreSpec partition:HostDiskPartitionSpec vmfs:HostVmfsSpec extent:HostScsiDiskPartition[]?
        D VmfsDatastoreExpandSpec VmfsDatastoreSpec partition:HostDiskPartitionSpec extent:HostScsiDiskPartition
        D VmfsDatastoreExtendSpec VmfsDatastoreSpec partition:HostDiskPartitionSpec extent:HostScsiDiskPartition[]
        D VmfsDatastoreInfo DatastoreInfo maxPhysicalRDMFileSize:long maxVirtualRDMFileSize:long vmfs:HostVmfsVolume?
        D VmfsDatastoreMultipleExtentOption VmfsDatastoreBaseOption vmfsExtent:HostDiskPartitionBlockRange[]
        D VmfsDatastoreOption DynamicData info:VmfsDatastoreBaseOption spec:VmfsDatastoreSpec
        D VmfsDatastoreSingleExtentOption VmfsDatastoreBaseOption vmfsExtent:HostDiskPartitionBlockRange
        D VmfsDatastoreSpec DynamicData diskUuid:string
        D VmfsUnmapBandwidthSpec DynamicData policy:string fixedValue:long dynamicMin:long dynamicMax:long
        D VmwareDistributedVirtualSwitchPvlanSpec VmwareDistributedVirtualSwitchVlanSpec pvlanId:int
        D VmwareDistributedVirtualSwitchTrunkVlanSpec VmwareDistributedVirtualSwitchVlanSpec vlanId:NumericRange[]?
        D VmwareDistributedVirtualSwitchVlanIdSpec VmwareDistributedVirtualSwitchVlanSpec vlanId:int
        D VmwareDistributedVirtualSwitchVlanSpec InheritablePolicy
        D VmwareUplinkPortTeamingPolicy InheritablePolicy policy:StringPolicy? reversePolicy:BoolPolicy? notifySwitches:BoolPolicy? rollingOrder:BoolPolicy? failureCriteria:DVSFailureCriteria? uplinkPortOrder:VMwareUplinkPortOrderPolicy?
        D VsanClusterConfigInfo DynamicData enabled:boolean? defaultConfig:VsanClusterConfigInfoHostDefaultInfo? vsanEsaEnabled:boolean?
        D VsanClusterConfigInfoHostDefaultInfo DynamicData uuid:string? autoClaimStorage:boolean? checksumEnabled:boolean?
        D VsanDatastoreInfo DatastoreInfo membershipUuid:string? accessGenNo:int?
        D VsanHostConfigInfo DynamicData enabled:boolean? hostSystem:@HostSystem? clusterInfo:VsanHostConfigInfoClusterInfo? storageInfo:VsanHostConfigInfoStorageInfo? networkInfo:VsanHostConfigInfoNetworkInfo? faultDomainInfo:VsanHostFaultDomainInfo? vsanEsaEnabled:boolean?
        D VsanHostConfigInfoClusterInfo DynamicData uuid:string? nodeUuid:string?
        D VsanHostConfigInfoNetworkInfo DynamicData port:VsanHostConfigInfoNetworkInfoPortConfig[]?
        D VsanHostConfigInfoNetworkInfoPortConfig DynamicData ipConfig:VsanHostIpConfig? device:string
        D VsanHostConfigInfoStorageInfo DynamicData autoClaimStorage:boolean? diskMapping:VsanHostDiskMapping[]? diskMapInfo:VsanHostDiskMapInfo[]? checksumEnabled:boolean?
        D VsanHostDecommissionMode DynamicData objectAction:string
        D VsanHostDiskMapInfo DynamicData mapping:VsanHostDiskMapping mounted:boolean
        D VsanHostDiskMapping DynamicData ssd:HostScsiDisk nonSsd:HostScsiDisk[]
        D VsanHostFaultDomainInfo DynamicData name:string
        D VsanHostIpConfig DynamicData upstreamIpAddress:string downstreamIpAddress:string
        D VsanHostMembershipInfo DynamicData nodeUuid:string hostname:string
        D VsanHostRuntimeInfo DynamicData membershipList:VsanHostMembershipInfo[]? diskIssues:VsanHostRuntimeInfoDiskIssue[]? accessGenNo:int?
        D VsanHostRuntimeInfoDiskIssue DynamicData diskId:string issue:string
        D VsanHostVsanDiskInfo DynamicData vsanUuid:string formatVersion:int
        D VvolDatastoreInfo DatastoreInfo vvolDS:HostVvolVolume?
        D WaitOptions DynamicData maxWaitSeconds:int? maxObjectUpdates:int?
        D WakeOnLanNotSupported VirtualHardwareCompatibilityIssue
        D WinNetBIOSConfigInfo NetBIOSConfigInfo primaryWINS:string secondaryWINS:string?
        E ArrayUpdateOperation add remove edit
        E AutoStartWaitHeartbeatSetting yes no systemDefault
        E CustomizationLicenseDataMode perServer perSeat
        E CustomizationNetBIOSMode enableNetBIOSViaDhcp enableNetBIOS disableNetBIOS
        E CustomizationSysprepRebootOption reboot noreboot shutdown
        E DasVmPriority disabled low medium high
        E DpmBehavior manual automated
        E DrsBehavior manual partiallyAutomated fullyAutomated
        E EventFilterSpecRecursionOption self children all
        E FibreChannelPortType fabric loop pointToPoint unknown
        E HostFirewallRuleDirection inbound outbound
        E HostFirewallRulePortType src dst
        E HostInternetScsiHbaNetworkBindingSupportType notsupported optional required
        E HostLockdownMode lockdownDisabled lockdownNormal lockdownStrict
        E HostPowerOperationType powerOn powerOff
        E HostSystemConnectionState connected notResponding disconnected
        E HostSystemPowerState poweredOn poweredOff standBy unknown
        E HostTpmAttestationInfoAcceptanceStatus notAccepted accepted
        E HttpNfcLeaseState initializing ready done error
        E LatencySensitivitySensitivityLevel low normal medium high custom
        E LicenseFeatureInfoState enabled disabled optional
        E LicenseManagerState initializing normal marginal fault
        E LicenseReservationInfoState notUsed noLicense unlicensedUse licensed
        E ManagedEntityStatus gray green yellow red
        E MetricAlarmOperator isAbove isBelow
        E ObjectUpdateKind modify enter leave
        E PerfStatsType absolute delta rate
        E PerfSummaryType average maximum minimum latest summation none
        E PropertyChangeOp add remove assign indirectRemove
        E SharesLevel low normal high custom
        E StateAlarmOperator isEqual isUnequal
        E TaskFilterSpecRecursionOption self children all
        E TaskFilterSpecTimeOption queuedTime startedTime completedTime
        E TaskInfoState queued running success error
        E VirtualAppVAppState started stopped starting stopping
        E VirtualDeviceConfigSpecFileOperation create destroy replace
        E VirtualDeviceConfigSpecOperation add remove edit
        E VirtualMachineConnectionState connected disconnected orphaned inaccessible invalid
        E VirtualMachineFaultToleranceState notConfigured disabled enabled needSecondary starting running
        E VirtualMachineMovePriority lowPriority highPriority defaultPriority
        E VirtualMachinePowerState poweredOff poweredOn suspended
        E VirtualMachineRecordReplayState recording replaying inactive
        E VirtualMachineRelocateTransformation flat sparse
        E VirtualMachineToolsStatus toolsNotInstalled toolsNotRunning toolsOld toolsOk
        E VirtualSCSISharing noSharing virtualSharing physicalSharing
        M Alarm ExtensibleManagedObject |
        M AlarmManager ManagedObject defaultExpression:AlarmExpression[]? description:AlarmDescription | CreateAlarm(entity:@ManagedEntity,spec:AlarmSpec)@Alarm= GetAlarm(entity:@ManagedEntity?)@Alarm[]?=System.View AreAlarmActionsEnabled(entity:@ManagedEntity)boolean= EnableAlarmActions(entity:@ManagedEntity,enabled:boolean)= GetAlarmState(entity:@ManagedEntity)AlarmState[]?= AcknowledgeAlarm(alarm:@Alarm,entity:@ManagedEntity)= ClearTriggeredAlarms(filter:AlarmFilterSpec)=Alarm.SetStatus DisableAlarm(alarm:@Alarm,entity:@ManagedEntity)= EnableAlarm(alarm:@Alarm,entity:@ManagedEntity)=
        M AuthorizationManager ManagedObject privilegeList:AuthorizationPrivilege[]? roleList:AuthorizationRole[]? description:AuthorizationDescription | AddAuthorizationRole(name:string,privIds:string[]?)int=Authorization.ModifyRoles RemoveAuthorizationRole(roleId:int,failIfUsed:boolean)=Authorization.ModifyRoles UpdateAuthorizationRole(roleId:int,newName:string,privIds:string[]?)=Authorization.ModifyRoles MergePermissions(srcRoleId:int,dstRoleId:int)=Authorization.ReassignRolePermissions RetrieveRolePermissions(roleId:int)Permission[]?=System.View RetrieveEntityPermissions(entity:@ManagedEntity,inherited:boolean)Permission[]?= RetrieveAllPermissions()Permission[]?=System.View SetEntityPermissions(entity:@ManagedEntity,permission:Permission[]?)= ResetEntityPermissions(entity:@ManagedEntity,permission:Permission[]?)= RemoveEntityPermission(entity:@ManagedEntity,user:string,isGroup:boolean)= HasPrivilegeOnEntity(entity:@ManagedEntity,sessionId:string,privId:string[]?)boolean[]?=System.View HasPrivilegeOnEntities(entity:@ManagedEntity[],sessionId:string,privId:string[]?)EntityPrivilege[]?=System.View HasUserPrivilegeOnEntities(entities:@ManagedObject[],userName:string,privId:string[]?)EntityPrivilege[]?= FetchUserPrivilegeOnEntities(entities:@ManagedEntity[],userName:string)UserPrivilegeResult[]?=
        M CertificateManager ManagedObject |
        M ClusterComputeResource ComputeResource configuration:ClusterConfigInfo recommendation:ClusterRecommendation[]? drsRecommendation:ClusterDrsRecommendation[]? summaryEx:ClusterComputeResourceSummary hciConfig:ClusterComputeResourceHCIConfigInfo? migrationHistory:ClusterDrsMigration[]? actionHistory:ClusterActionHistory[]? drsFault:ClusterDrsFaults[]? | ConfigureHCI_Task(clusterSpec:ClusterComputeResourceHCIConfigSpec,hostInputs:ClusterComputeResourceHostConfigurationInput[]?)@Task= ExtendHCI_Task(hostInputs:ClusterComputeResourceHostConfigurationInput[]?,vSanConfigSpec:SDDCBase?)@Task= AbandonHciWorkflow()=Host.Inventory.EditCluster ValidateHCIConfiguration(hciConfigSpec:ClusterComputeResourceHCIConfigSpec?,hosts:@HostSystem[]?)ClusterComputeResourceValidationResultBase[]?=System.Read ReconfigureCluster_Task(spec:ClusterConfigSpec,modify:boolean)@Task=Host.Inventory.EditCluster ApplyRecommendation(key:string)= CancelRecommendation(key:string)=System.Read RecommendHostsForVm(vm:@VirtualMachine,pool:@ResourcePool?)ClusterHostRecommendation[]?=System.Read AddHost_Task(spec:HostConnectSpec,asConnected:boolean,resourcePool:@ResourcePool?,license:string?)@Task=Host.Inventory.AddHostToCluster MoveInto_Task(host:@HostSystem[])@Task=Host.Inventory.EditCluster MoveHostInto_Task(host:@HostSystem,resourcePool:@ResourcePool?)@Task=Host.Inventory.EditCluster RefreshRecommendation()=Host.Inventory.EditCluster EvcManager()@ClusterEVCManager?=System.Read RetrieveDasAdvancedRuntimeInfo()ClusterDasAdvancedRuntimeInfo?=System.Read ClusterEnterMaintenanceMode(host:@HostSystem[],option:OptionValue[]?)ClusterEnterMaintenanceResult=System.View PlaceVm(placementSpec:PlacementSpec)PlacementResult=System.View FindRulesForVm(vm:@VirtualMachine)ClusterRuleInfo[]?=System.View StampAllRulesWithUuid_Task()@Task=Host.Inventory.EditCluster GetResourceUsage()ClusterResourceUsageSummary=System.Read SetCryptoMode(cryptoMode:string)=Cryptographer.RegisterHost GetSystemVMsRestrictedDatastores()@Datastore[]?=System.View
        M ClusterEVCManager ExtensibleManagedObject |
        M ClusterProfileManager ProfileManager |
        M ComputeResource ManagedEntity resourcePool:@ResourcePool? host:@HostSystem[]? datastore:@Datastore[]? network:@Network[]? summary:ComputeResourceSummary environmentBrowser:@EnvironmentBrowser? configurationEx:ComputeResourceConfigInfo lifecycleManaged:boolean? configManagerEnabled:boolean? | ReconfigureComputeResource_Task(spec:ComputeResourceConfigSpec,modify:boolean)@Task=Host.Inventory.EditCluster
        M ContainerView ManagedObjectView container:@ManagedEntity type:string[]? recursive:boolean |
        M CryptoManager ManagedObject |
        M CustomFieldsManager ManagedObject field:CustomFieldDef[]? | AddCustomFieldDef(name:string,moType:string?,fieldDefPolicy:PrivilegePolicyDef?,fieldPolicy:PrivilegePolicyDef?)CustomFieldDef=Global.ManageCustomFields RemoveCustomFieldDef(key:int)=Global.ManageCustomFields RenameCustomFieldDef(key:int,name:string)=Global.ManageCustomFields SetField(entity:@ManagedEntity,key:int,value:string)=
        M CustomizationSpecManager ManagedObject info:CustomizationSpecInfo[]? encryptionKey:byte[]? | DoesCustomizationSpecExist(name:string)boolean=VirtualMachine.Provisioning.ReadCustSpecs GetCustomizationSpec(name:string)CustomizationSpecItem=VirtualMachine.Provisioning.ReadCustSpecs CreateCustomizationSpec(item:CustomizationSpecItem)=VirtualMachine.Provisioning.ModifyCustSpecs OverwriteCustomizationSpec(item:CustomizationSpecItem)=VirtualMachine.Provisioning.ModifyCustSpecs DeleteCustomizationSpec(name:string)=VirtualMachine.Provisioning.ModifyCustSpecs DuplicateCustomizationSpec(name:string,newName:string)=VirtualMachine.Provisioning.ModifyCustSpecs RenameCustomizationSpec(name:string,newName:string)=VirtualMachine.Provisioning.ModifyCustSpecs CustomizationSpecItemToXml(item:CustomizationSpecItem)string=System.View XmlToCustomizationSpecItem(specItemXml:string)CustomizationSpecItem=System.View CheckCustomizationResources(guestOs:string)=System.View
        M Datacenter ManagedEntity vmFolder:@Folder hostFolder:@Folder datastoreFolder:@Folder networkFolder:@Folder datastore:@Datastore[]? network:@Network[]? configuration:DatacenterConfigInfo | BatchQueryConnectInfo(hostSpecs:HostConnectSpec[]?)DatacenterBasicConnectInfo[]?=System.View QueryConnectionInfo(hostname:string,port:int,username:string,password:string,sslThumbprint:string?)HostConnectInfo=System.View QueryConnectionInfoViaSpec(spec:HostConnectSpec)HostConnectInfo=System.View PowerOnMultiVM_Task(vm:@VirtualMachine[],option:OptionValue[]?)@Task=System.View queryDatacenterConfigOptionDescriptor()VirtualMachineConfigOptionDescriptor[]?=System.View ReconfigureDatacenter_Task(spec:DatacenterConfigSpec,modify:boolean)@Task=Datacenter.Reconfigure
        M Datastore ManagedEntity info:DatastoreInfo summary:DatastoreSummary host:DatastoreHostMount[]? vm:@VirtualMachine[]? browser:@HostDatastoreBrowser capability:DatastoreCapability iormConfiguration:StorageIORMInfo? | RefreshDatastore()=System.Read RefreshDatastoreStorageInfo()=System.Read UpdateVirtualMachineFiles_Task(mountPathDatastoreMapping:DatastoreMountPathDatastorePair[])@Task=Datastore.UpdateVirtualMachineFiles RenameDatastore(newName:string)=Datastore.Rename DestroyDatastore()=Datastore.Delete DatastoreEnterMaintenanceMode()StoragePlacementResult=Datastore.Config DatastoreExitMaintenanceMode_Task()@Task=Datastore.Config IsClusteredVmdkEnabled()boolean=System.Read UpdateVVolVirtualMachineFiles_Task(failoverPair:DatastoreVVolContainerFailoverPair[]?)@Task=Datastore.UpdateVirtualMachineFiles
        M DatastoreNamespaceManager ManagedObject |
        M DiagnosticManager ManagedObject |
        M DistributedVirtualPortgroup Network key:string config:DVPortgroupConfigInfo portKeys:string[]? | ReconfigureDVPortgroup_Task(spec:DVPortgroupConfigSpec)@Task= DVPortgroupRollback_Task(entityBackup:EntityBackupConfig?)@Task?=
        M DistributedVirtualSwitch ManagedEntity uuid:string capability:DVSCapability summary:DVSSummary config:DVSConfigInfo networkResourcePool:DVSNetworkResourcePool[]? portgroup:@DistributedVirtualPortgroup[]? runtime:DVSRuntimeInfo? | FetchDVPortKeys(criteria:DistributedVirtualSwitchPortCriteria?)string[]?=System.Read FetchDVPorts(criteria:DistributedVirtualSwitchPortCriteria?)DistributedVirtualPort[]?=System.Read QueryUsedVlanIdInDvs()int[]?=System.Read ReconfigureDvs_Task(spec:DVSConfigSpec)@Task= PerformDvsProductSpecOperation_Task(operation:string,productSpec:DistributedVirtualSwitchProductSpec?)@Task=DVSwitch.Modify MergeDvs_Task(dvs:@DistributedVirtualSwitch)@Task=DVSwitch.Modify AddDVPortgroup_Task(spec:DVPortgroupConfigSpec[])@Task=DVPortgroup.Create MoveDVPort_Task(portKey:string[],destinationPortgroupKey:string?)@Task=DVSwitch.Modify UpdateDvsCapability(capability:DVSCapability)=DVSwitch.Modify ReconfigureDVPort_Task(port:DVPortConfigSpec[])@Task=DVSwitch.PortConfig RefreshDVPortState(portKeys:string[]?)=System.Read RectifyDvsHost_Task(hosts:@HostSystem[]?)@Task=System.Read UpdateNetworkResourcePool(configSpec:DVSNetworkResourcePoolConfigSpec[])=DVSwitch.ResourceManagement AddNetworkResourcePool(configSpec:DVSNetworkResourcePoolConfigSpec[])=DVSwitch.ResourceManagement RemoveNetworkResourcePool(key:string[])=DVSwitch.ResourceManagement DvsReconfigureVmVnicNetworkResourcePool_Task(configSpec:DvsVmVnicResourcePoolConfigSpec[])@Task=DVSwitch.ResourceManagement EnableNetworkResourceManagement(enable:boolean)=DVSwitch.ResourceManagement DVSRollback_Task(entityBackup:EntityBackupConfig?)@Task?= CreateDVPortgroup_Task(spec:DVPortgroupConfigSpec)@Task=DVPortgroup.Create UpdateDVSHealthCheckConfig_Task(healthCheckConfig:DVSHealthCheckConfig[])@Task=DVSwitch.Modify LookupDvPortGroup(portgroupKey:string)@DistributedVirtualPortgroup?=System.Read
        M DistributedVirtualSwitchManager ManagedObject | QueryAvailableDvsSpec(recommended:boolean?)DistributedVirtualSwitchProductSpec[]?=System.View QuerySupportedNetworkOffloadSpec(switchProductSpec:DistributedVirtualSwitchProductSpec)DistributedVirtualSwitchNetworkOffloadSpec[]?=System.View QueryCompatibleVmnicsFromHosts(hosts:@HostSystem[]?,dvs:@DistributedVirtualSwitch)DVSManagerPhysicalNicsList[]?=System.View QueryCompatibleHostForNewDvs(container:@ManagedEntity,recursive:boolean,switchProductSpec:DistributedVirtualSwitchProductSpec?)@HostSystem[]?=System.View QueryCompatibleHostForExistingDvs(container:@ManagedEntity,recursive:boolean,dvs:@DistributedVirtualSwitch)@HostSystem[]?=System.View QueryDvsCompatibleHostSpec(switchProductSpec:DistributedVirtualSwitchProductSpec?)DistributedVirtualSwitchHostProductSpec[]?=System.View QueryDvsFeatureCapability(switchProductSpec:DistributedVirtualSwitchProductSpec?)DVSFeatureCapability?=System.View QueryDvsByUuid(uuid:string)@DistributedVirtualSwitch?=System.View QueryDvsConfigTarget(host:@HostSystem?,dvs:@DistributedVirtualSwitch?)DVSManagerDvsConfigTarget=System.View QueryDvsCheckCompatibility(hostContainer:DistributedVirtualSwitchManagerHostContainer,dvsProductSpec:DistributedVirtualSwitchManagerDvsProductSpec?,hostFilterSpec:DistributedVirtualSwitchManagerHostDvsFilterSpec[]?)DistributedVirtualSwitchManagerCompatibilityResult[]?=System.View RectifyDvsOnHost_Task(hosts:@HostSystem[])@Task=System.Read DVSManagerExportEntity_Task(selectionSet:SelectionSet[])@Task?= DVSManagerImportEntity_Task(entityBackup:EntityBackupConfig[],importType:string)@Task= DVSManagerLookupDvPortGroup(switchUuid:string,portgroupKey:string)@DistributedVirtualPortgroup?=System.View
        M EnvironmentBrowser ManagedObject datastoreBrowser:@HostDatastoreBrowser? | QueryConfigOptionDescriptor()VirtualMachineConfigOptionDescriptor[]?=System.View QueryConfigOption(key:string?,host:@HostSystem?)VirtualMachineConfigOption?=System.View QueryConfigOptionEx(spec:EnvironmentBrowserConfigOptionQuerySpec?)VirtualMachineConfigOption?=System.View QueryConfigTarget(host:@HostSystem?)ConfigTarget?=System.View QueryTargetCapabilities(host:@HostSystem?)HostCapability?=System.View
        M EventHistoryCollector HistoryCollector latestPage:Event[]? | ReadNextEvents(maxCount:int)Event[]?= ReadPreviousEvents(maxCount:int)Event[]?=
        M EventManager ManagedObject description:EventDescription latestEvent:Event? maxCollector:int | RetrieveArgumentDescription(eventTypeId:string)EventArgDesc[]?=System.View CreateCollectorForEvents(filter:EventFilterSpec)@EventHistoryCollector=System.View LogUserEvent(entity:@ManagedEntity,msg:string)= QueryEvents(filter:EventFilterSpec)Event[]?=System.View PostEvent(eventToPost:Event,taskInfo:TaskInfo?)=Global.LogEvent
        M ExtensibleManagedObject ManagedObject value:CustomFieldValue[]? availableField:CustomFieldDef[]? | setCustomValue(key:string,value:string)=
        M ExtensionManager ManagedObject extensionList:Extension[]? | UnregisterExtension(extensionKey:string)=Extension.Unregister FindExtension(extensionKey:string)Extension?=System.View RegisterExtension(extension:Extension)=Extension.Register UpdateExtension(extension:Extension)=Extension.Update GetPublicKey()string=System.View SetPublicKey(extensionKey:string,publicKey:string)=Extension.Update SetExtensionCertificate(extensionKey:string,certificatePem:string?)=Extension.Update SetServiceAccount(extensionKey:string,serviceAccount:string)=Extension.Update QueryManagedBy(extensionKey:string)@ManagedEntity[]?=System.View QueryExtensionIpAllocationUsage(extensionKeys:string[]?)ExtensionManagerIpAllocationUsage[]?=System.View
        M FailoverClusterConfigurator ManagedObject |
        M FailoverClusterManager ManagedObject |
        M FileManager ManagedObject | MoveDatastoreFile_Task(sourceName:string,sourceDatacenter:@Datacenter?,destinationName:string,destinationDatacenter:@Datacenter?,force:boolean?)@Task= CopyDatastoreFile_Task(sourceName:string,sourceDatacenter:@Datacenter?,destinationName:string,destinationDatacenter:@Datacenter?,force:boolean?)@Task= DeleteDatastoreFile_Task(name:string,datacenter:@Datacenter?)@Task= MakeDirectory(name:string,datacenter:@Datacenter?,createParentDirectories:boolean?)= ChangeOwner(name:string,datacenter:@Datacenter?,owner:string)= QueryFileLockInfo(path:string,host:@HostSystem?)FileLockInfoResult=System.View
        M Folder ManagedEntity childType:string[]? childEntity:@ManagedEntity[]? namespace:string? | CreateFolder(name:string)@Folder=Folder.Create MoveIntoFolder_Task(list:@ManagedEntity[])@Task= CreateVM_Task(config:VirtualMachineConfigSpec,pool:@ResourcePool,host:@HostSystem?)@Task=VirtualMachine.Inventory.Create RegisterVM_Task(path:string,name:string?,asTemplate:boolean,pool:@ResourcePool?,host:@HostSystem?)@Task=VirtualMachine.Inventory.Register CreateCluster(name:string,spec:ClusterConfigSpec)@ClusterComputeResource=Host.Inventory.CreateCluster CreateClusterEx(name:string,spec:ClusterConfigSpecEx)@ClusterComputeResource=Host.Inventory.CreateCluster AddStandaloneHost_Task(spec:HostConnectSpec,compResSpec:ComputeResourceConfigSpec?,addConnected:boolean,license:string?)@Task=Host.Inventory.AddStandaloneHost CreateDatacenter(name:string)@Datacenter=Datacenter.Create UnregisterAndDestroy_Task()@Task=Folder.Delete CreateDVS_Task(spec:DVSCreateSpec)@Task=DVSwitch.Create CreateStoragePod(name:string)@StoragePod=Folder.Create BatchAddStandaloneHosts_Task(newHosts:FolderNewHostSpec[]?,compResSpec:ComputeResourceConfigSpec?,addConnected:boolean)@Task=Host.Inventory.AddStandaloneHost BatchAddHostsToCluster_Task(cluster:@ClusterComputeResource,newHosts:FolderNewHostSpec[]?,existingHosts:@HostSystem[]?,compResSpec:ComputeResourceConfigSpec?,desiredState:string?)@Task=
        M GuestAliasManager ManagedObject |
        M GuestAuthManager ManagedObject |
        M GuestFileManager ManagedObject |
        M GuestOperationsManager ManagedObject authManager:@GuestAuthManager? fileManager:@GuestFileManager? processManager:@GuestProcessManager? guestWindowsRegistryManager:@GuestWindowsRegistryManager? aliasManager:@GuestAliasManager? |
        M GuestProcessManager ManagedObject |
        M GuestWindowsRegistryManager ManagedObject |
        M HealthUpdateManager ManagedObject |
        M HistoryCollector ManagedObject filter:anyType | SetCollectorPageSize(maxCount:int)= RewindCollector()= ResetCollector()= DestroyCollector()=
        M HostAccessManager ManagedObject |
        M HostAssignableHardwareManager ManagedObject |
        M HostAuthenticationManager ManagedObject |
        M HostAutoStartManager ManagedObject config:HostAutoStartManagerConfig | ReconfigureAutostart(spec:HostAutoStartManagerConfig)=Host.Config.AutoStart AutoStartPowerOn()=Host.Config.AutoStart AutoStartPowerOff()=Host.Config.AutoStart
        M HostBootDeviceSystem ManagedObject |
        M HostCacheConfigurationManager ManagedObject |
        M HostCertificateManager ManagedObject |
        M HostCpuSchedulerSystem ExtensibleManagedObject |
        M HostDatastoreBrowser ManagedObject datastore:@Datastore[]? supportedType:FileQuery[]? | SearchDatastore_Task(datastorePath:string,searchSpec:HostDatastoreBrowserSearchSpec?)@Task= SearchDatastoreSubFolders_Task(datastorePath:string,searchSpec:HostDatastoreBrowserSearchSpec?)@Task?= DeleteFile(datastorePath:string)=Datastore.DeleteFile
        M HostDatastoreSystem ManagedObject datastore:@Datastore[]? capabilities:HostDatastoreSystemCapabilities | UpdateLocalSwapDatastore(datastore:@Datastore?)=Host.Config.Storage QueryAvailableDisksForVmfs(datastore:@Datastore?)HostScsiDisk[]?=Host.Config.Storage QueryVmfsDatastoreCreateOptions(devicePath:string,vmfsMajorVersion:int?)VmfsDatastoreOption[]?=Host.Config.Storage CreateVmfsDatastore(spec:VmfsDatastoreCreateSpec)@Datastore=Host.Config.Storage QueryVmfsDatastoreExtendOptions(datastore:@Datastore,devicePath:string,suppressExpandCandidates:boolean?)VmfsDatastoreOption[]?=Host.Config.Storage QueryVmfsDatastoreExpandOptions(datastore:@Datastore)VmfsDatastoreOption[]?=Host.Config.Storage ExtendVmfsDatastore(datastore:@Datastore,spec:VmfsDatastoreExtendSpec)@Datastore=Host.Config.Storage EnableClusteredVmdkSupport(datastore:@Datastore)=Host.Config.Storage DisableClusteredVmdkSupport(datastore:@Datastore)=Host.Config.Storage ExpandVmfsDatastore(datastore:@Datastore,spec:VmfsDatastoreExpandSpec)@Datastore=Host.Config.Storage CreateNasDatastore(spec:HostNasVolumeSpec)@Datastore=Host.Config.Storage CreateLocalDatastore(name:string,path:string)@Datastore=Host.Config.Storage CreateVvolDatastore(spec:HostDatastoreSystemVvolDatastoreSpec)@Datastore=Host.Config.Storage RemoveDatastore(datastore:@Datastore)=Host.Config.Storage SetMaxQueueDepth(datastore:@Datastore,maxQdepth:long)=Host.Config.Storage QueryMaxQueueDepth(datastore:@Datastore)long=Host.Config.Storage RemoveDatastoreEx_Task(datastore:@Datastore[])@Task=Host.Config.Storage ConfigureDatastorePrincipal(userName:string,password:string?)=Host.Config.Maintenance QueryUnresolvedVmfsVolumes()HostUnresolvedVmfsVolume[]?=System.Read ResignatureUnresolvedVmfsVolume_Task(resolutionSpec:HostUnresolvedVmfsResignatureSpec)@Task?=Host.Config.Storage
        M HostDateTimeSystem ManagedObject |
        M HostDiagnosticSystem ManagedObject |
        M HostEsxAgentHostManager ManagedObject |
        M HostFirewallSystem ExtensibleManagedObject |
        M HostFirmwareSystem ManagedObject |
        M HostGraphicsManager ExtensibleManagedObject |
        M HostHealthStatusSystem ManagedObject |
        M HostImageConfigManager ManagedObject |
        M HostKernelModuleSystem ManagedObject |
        M HostLocalAccountManager ManagedObject |
        M HostMemorySystem ExtensibleManagedObject |
        M HostNetworkSystem ExtensibleManagedObject capabilities:HostNetCapabilities? networkInfo:HostNetworkInfo? offloadCapabilities:HostNetOffloadCapabilities? networkConfig:HostNetworkConfig? dnsConfig:HostDnsConfig? ipRouteConfig:HostIpRouteConfig? consoleIpRouteConfig:HostIpRouteConfig? | UpdateNetworkConfig(config:HostNetworkConfig,changeMode:string)HostNetworkConfigResult= UpdateDnsConfig(config:HostDnsConfig)=Host.Config.Network UpdateIpRouteConfig(config:HostIpRouteConfig)=Host.Config.Network UpdateConsoleIpRouteConfig(config:HostIpRouteConfig)=Host.Config.Network UpdateIpRouteTableConfig(config:HostIpRouteTableConfig)=Host.Config.Network AddVirtualSwitch(vswitchName:string,spec:HostVirtualSwitchSpec?)=Host.Config.Network RemoveVirtualSwitch(vswitchName:string)=Host.Config.Network UpdateVirtualSwitch(vswitchName:string,spec:HostVirtualSwitchSpec)=Host.Config.Network AddPortGroup(portgrp:HostPortGroupSpec)=Host.Config.Network RemovePortGroup(pgName:string)=Host.Config.Network UpdatePortGroup(pgName:string,portgrp:HostPortGroupSpec)=Host.Config.Network UpdatePhysicalNicLinkSpeed(device:string,linkSpeed:PhysicalNicLinkInfo?)=Host.Config.Network QueryNetworkHint(device:string[]?)PhysicalNicHintInfo[]?=System.Read AddVirtualNic(portgroup:string,nic:HostVirtualNicSpec)string= RemoveVirtualNic(device:string)=Host.Config.Network UpdateVirtualNic(device:string,nic:HostVirtualNicSpec)= AddServiceConsoleVirtualNic(portgroup:string,nic:HostVirtualNicSpec)string= RemoveServiceConsoleVirtualNic(device:string)=Host.Config.Network UpdateServiceConsoleVirtualNic(device:string,nic:HostVirtualNicSpec)= RestartServiceConsoleVirtualNic(device:string)=Host.Config.Network RefreshNetworkSystem()=Host.Config.Network
        M HostNvdimmSystem ManagedObject |
        M HostPatchManager ManagedObject |
        M HostPciPassthruSystem ExtensibleManagedObject |
        M HostPowerSystem ManagedObject |
        M HostProfileManager ProfileManager |
        M HostServiceSystem ExtensibleManagedObject |
        M HostSnmpSystem ManagedObject |
        M HostSpecificationManager ManagedObject |
        M HostStorageSystem ExtensibleManagedObject storageDeviceInfo:HostStorageDeviceInfo? fileSystemVolumeInfo:HostFileSystemVolumeInfo systemFile:string[]? multipathStateInfo:HostMultipathStateInfo? | RetrieveDiskPartitionInfo(devicePath:string[])HostDiskPartitionInfo[]?=System.Read ComputeDiskPartitionInfo(devicePath:string,layout:HostDiskPartitionLayout,partitionFormat:string?)HostDiskPartitionInfo=Host.Config.Storage ComputeDiskPartitionInfoForResize(partition:HostScsiDiskPartition,blockRange:HostDiskPartitionBlockRange,partitionFormat:string?)HostDiskPartitionInfo=Host.Config.Storage UpdateDiskPartitions(devicePath:string,spec:HostDiskPartitionSpec)=Host.Config.Storage FormatVmfs(createSpec:HostVmfsSpec)HostVmfsVolume=Host.Config.Storage MountVmfsVolume(vmfsUuid:string)=Host.Config.Storage UnmountVmfsVolume(vmfsUuid:string)=Host.Config.Storage UnmountVmfsVolumeEx_Task(vmfsUuid:string[])@Task=Host.Config.Storage MountVmfsVolumeEx_Task(vmfsUuid:string[])@Task=Host.Config.Storage UnmapVmfsVolumeEx_Task(vmfsUuid:string[])@Task=Host.Config.Storage DeleteVmfsVolumeState(vmfsUuid:string)=Host.Config.Storage RescanVmfs()=Host.Config.Storage AttachVmfsExtent(vmfsPath:string,extent:HostScsiDiskPartition)=Host.Config.Storage ExpandVmfsExtent(vmfsPath:string,extent:HostScsiDiskPartition)=Host.Config.Storage UpgradeVmfs(vmfsPath:string)=Host.Config.Storage UpgradeVmLayout()=Host.Config.Storage QueryUnresolvedVmfsVolume()HostUnresolvedVmfsVolume[]?=System.Read ResolveMultipleUnresolvedVmfsVolumes(resolutionSpec:HostUnresolvedVmfsResolutionSpec[])HostUnresolvedVmfsResolutionResult[]?=Host.Config.Storage ResolveMultipleUnresolvedVmfsVolumesEx_Task(resolutionSpec:HostUnresolvedVmfsResolutionSpec[])@Task?=Host.Config.Storage UnmountForceMountedVmfsVolume(vmfsUuid:string)=Host.Config.Storage RescanHba(hbaDevice:string)=Host.Config.Storage RescanAllHba()=Host.Config.Storage UpdateSoftwareInternetScsiEnabled(enabled:boolean)=Host.Config.Storage UpdateInternetScsiDiscoveryProperties(iScsiHbaDevice:string,discoveryProperties:HostInternetScsiHbaDiscoveryProperties)=Host.Config.Storage UpdateInternetScsiAuthenticationProperties(iScsiHbaDevice:string,authenticationProperties:HostInternetScsiHbaAuthenticationProperties,targetSet:HostInternetScsiHbaTargetSet?)=Host.Config.Storage UpdateInternetScsiDigestProperties(iScsiHbaDevice:string,targetSet:HostInternetScsiHbaTargetSet?,digestProperties:HostInternetScsiHbaDigestProperties)=Host.Config.Storage UpdateInternetScsiAdvancedOptions(iScsiHbaDevice:string,targetSet:HostInternetScsiHbaTargetSet?,options:HostInternetScsiHbaParamValue[])=Host.Config.Storage UpdateInternetScsiIPProperties(iScsiHbaDevice:string,ipProperties:HostInternetScsiHbaIPProperties)=Host.Config.Storage UpdateInternetScsiName(iScsiHbaDevice:string,iScsiName:string)=Host.Config.Storage UpdateInternetScsiAlias(iScsiHbaDevice:string,iScsiAlias:string)=Host.Config.Storage AddInternetScsiSendTargets(iScsiHbaDevice:string,targets:HostInternetScsiHbaSendTarget[])=Host.Config.Storage RemoveInternetScsiSendTargets(iScsiHbaDevice:string,targets:HostInternetScsiHbaSendTarget[],force:boolean?)=Host.Config.Storage AddInternetScsiStaticTargets(iScsiHbaDevice:string,targets:HostInternetScsiHbaStaticTarget[])=Host.Config.Storage RemoveInternetScsiStaticTargets(iScsiHbaDevice:string,targets:HostInternetScsiHbaStaticTarget[])=Host.Config.Storage EnableMultipathPath(pathName:string)=Host.Config.Storage DisableMultipathPath(pathName:string)=Host.Config.Storage SetMultipathLunPolicy(lunId:string,policy:HostMultipathInfoLogicalUnitPolicy)=Host.Config.Storage UpdateHppMultipathLunPolicy(lunId:string,policy:HostMultipathInfoHppLogicalUnitPolicy)=Host.Config.Storage QueryPathSelectionPolicyOptions()HostPathSelectionPolicyOption[]?=System.Read QueryStorageArrayTypePolicyOptions()HostStorageArrayTypePolicyOption[]?=System.Read UpdateScsiLunDisplayName(lunUuid:string,displayName:string)=Host.Config.Storage DetachScsiLun(lunUuid:string)=Host.Config.Storage DetachScsiLunEx_Task(lunUuid:string[])@Task=Host.Config.Storage DeleteScsiLunState(lunCanonicalName:string)=Host.Config.Storage AttachScsiLun(lunUuid:string)=Host.Config.Storage AttachScsiLunEx_Task(lunUuid:string[])@Task=Host.Config.Storage RefreshStorageSystem()=Host.Config.Storage DiscoverFcoeHbas(fcoeSpec:FcoeConfigFcoeSpecification)=Host.Config.Storage MarkForRemoval(hbaName:string,remove:boolean)=Host.Config.Storage FormatVffs(createSpec:HostVffsSpec)HostVffsVolume=Host.Config.Storage ExtendVffs(vffsPath:string,devicePath:string,spec:HostDiskPartitionSpec?)=Host.Config.Storage DestroyVffs(vffsPath:string)=Host.Config.Storage MountVffsVolume(vffsUuid:string)=Host.Config.Storage UnmountVffsVolume(vffsUuid:string)=Host.Config.Storage DeleteVffsVolumeState(vffsUuid:string)=Host.Config.Storage RescanVffs()=Host.Config.Storage QueryAvailableSsds(vffsPath:string?)HostScsiDisk[]?=Host.Config.Storage SetNFSUser(user:string,password:string)=Host.Config.Storage ChangeNFSUserPassword(password:string)=Host.Config.Storage QueryNFSUser()HostNasVolumeUserInfo?=Host.Config.Storage ClearNFSUser()=Host.Config.Storage TurnDiskLocatorLedOn_Task(scsiDiskUuids:string[])@Task?=Host.Config.Storage TurnDiskLocatorLedOff_Task(scsiDiskUuids:string[])@Task?=Host.Config.Storage MarkAsSsd_Task(scsiDiskUuid:string)@Task=Host.Config.Storage MarkAsNonSsd_Task(scsiDiskUuid:string)@Task=Host.Config.Storage MarkAsLocal_Task(scsiDiskUuid:string)@Task=Host.Config.Storage MarkAsNonLocal_Task(scsiDiskUuid:string)@Task=Host.Config.Storage UpdateVmfsUnmapPriority(vmfsUuid:string,unmapPriority:string)=Host.Config.Storage UpdateVmfsUnmapBandwidth(vmfsUuid:string,unmapBandwidthSpec:VmfsUnmapBandwidthSpec)=Host.Config.Storage QueryVmfsConfigOption()VmfsConfigOption[]?=Host.Config.Storage MarkPerenniallyReserved(lunUuid:string,state:boolean)=Host.Config.Storage MarkPerenniallyReservedEx_Task(lunUuid:string[]?,state:boolean)@Task?=Host.Config.Storage CreateNvmeOverRdmaAdapter(rdmaDeviceName:string)=Host.Config.Storage RemoveNvmeOverRdmaAdapter(hbaDeviceName:string)=Host.Config.Storage CreateSoftwareAdapter(spec:HostHbaCreateSpec)=Host.Config.Storage RemoveSoftwareAdapter(hbaDeviceName:string)=Host.Config.Storage DiscoverNvmeControllers(discoverSpec:HostNvmeDiscoverSpec)HostNvmeDiscoveryLog=Host.Config.Storage ConnectNvmeController(connectSpec:HostNvmeConnectSpec)=Host.Config.Storage DisconnectNvmeController(disconnectSpec:HostNvmeDisconnectSpec)=Host.Config.Storage ConnectNvmeControllerEx_Task(connectSpec:HostNvmeConnectSpec[]?)@Task=Host.Config.Storage DisconnectNvmeControllerEx_Task(disconnectSpec:HostNvmeDisconnectSpec[]?)@Task=Host.Config.Storage
        M HostSystem ManagedEntity runtime:HostRuntimeInfo summary:HostListSummary hardware:HostHardwareInfo? capability:HostCapability? licensableResource:HostLicensableResourceInfo remediationState:HostSystemRemediationState? precheckRemediationResult:ApplyHostProfileConfigurationSpec? remediationResult:ApplyHostProfileConfigurationResult? complianceCheckState:HostSystemComplianceCheckState? complianceCheckResult:ComplianceResult? configManager:HostConfigManager config:HostConfigInfo? vm:@VirtualMachine[]? datastore:@Datastore[]? network:@Network[]? datastoreBrowser:@HostDatastoreBrowser systemResources:HostSystemResourceInfo? answerFileValidationState:AnswerFileStatusResult? answerFileValidationResult:AnswerFileStatusResult? | QueryTpmAttestationReport()HostTpmAttestationReport?=System.Read QueryHostConnectionInfo()HostConnectInfo=System.Read UpdateSystemResources(resourceInfo:HostSystemResourceInfo)=Host.Config.Resources UpdateSystemSwapConfiguration(sysSwapConfig:HostSystemSwapConfiguration)=Host.Config.Settings ReconnectHost_Task(cnxSpec:HostConnectSpec?,reconnectSpec:HostSystemReconnectSpec?)@Task=Host.Config.Connection DisconnectHost_Task()@Task=Host.Config.Connection EnterMaintenanceMode_Task(timeout:int,evacuatePoweredOffVms:boolean?,maintenanceSpec:HostMaintenanceSpec?)@Task=Host.Config.Maintenance ExitMaintenanceMode_Task(timeout:int)@Task=Host.Config.Maintenance RebootHost_Task(force:boolean)@Task=Host.Config.Maintenance ShutdownHost_Task(force:boolean)@Task=Host.Config.Maintenance PowerDownHostToStandBy_Task(timeoutSec:int,evacuatePoweredOffVms:boolean?)@Task=Host.Config.Maintenance PowerUpHostFromStandBy_Task(timeoutSec:int)@Task=Host.Config.Maintenance QueryMemoryOverhead(memorySize:long,videoRamSize:int?,numVcpus:int)long=System.Read QueryMemoryOverheadEx(vmConfigInfo:VirtualMachineConfigInfo)long=System.Read ReconfigureHostForDAS_Task()@Task=Host.Config.Connection UpdateFlags(flagInfo:HostFlagInfo)=Host.Config.Settings EnterLockdownMode()=Host.Config.Settings ExitLockdownMode()=Host.Config.Settings AcquireCimServicesTicket()HostServiceTicket=Host.Cim.CimInteraction UpdateIpmi(ipmiInfo:HostIpmiInfo)=Host.Config.Settings RetrieveHardwareUptime()long=System.Read PrepareCrypto()=Cryptographer.RegisterHost EnableCrypto(keyPlain:CryptoKeyPlain)=Cryptographer.RegisterHost ConfigureCryptoKey(keyId:CryptoKeyId?)=Cryptographer.RegisterHost QueryProductLockerLocation()string=System.Read UpdateProductLockerLocation_Task(path:string)@Task=Host.Config.ProductLocker RetrieveFreeEpcMemory()long=System.Read
        M HostVFlashManager ManagedObject |
        M HostVMotionSystem ExtensibleManagedObject |
        M HostVirtualNicManager ExtensibleManagedObject |
        M HostVsanInternalSystem ManagedObject |
        M HostVsanSystem ManagedObject |
        M HttpNfcLease ManagedObject initializeProgress:int transferProgress:int mode:string capabilities:HttpNfcLeaseCapabilities info:HttpNfcLeaseInfo? state:HttpNfcLeaseState error:LocalizedMethodFault? | HttpNfcLeaseGetManifest()HttpNfcLeaseManifestEntry[]?= HttpNfcLeaseSetManifestChecksumType(deviceUrlsToChecksumTypes:KeyValue[]?)= HttpNfcLeaseComplete()= HttpNfcLeaseAbort(fault:LocalizedMethodFault?)= HttpNfcLeaseProgress(percent:int)= HttpNfcLeasePullFromUrls_Task(files:HttpNfcLeaseSourceFile[]?)@Task= HttpNfcLeaseProbeUrls(files:HttpNfcLeaseSourceFile[]?,timeout:int?)HttpNfcLeaseProbeResult[]?=
        M InventoryView ManagedObjectView |
        M IoFilterManager ManagedObject |
        M IpPoolManager ManagedObject |
        M IscsiManager ManagedObject |
        M LicenseAssignmentManager ManagedObject | UpdateAssignedLicense(entity:string,licenseKey:string,entityDisplayName:string?)LicenseManagerLicenseInfo=Global.Licenses RemoveAssignedLicense(entityId:string)=Global.Licenses QueryAssignedLicenses(entityId:string?)LicenseAssignmentManagerLicenseAssignment[]?=System.View
        M LicenseManager ManagedObject source:LicenseSource sourceAvailable:boolean diagnostics:LicenseDiagnostics? featureInfo:LicenseFeatureInfo[]? licensedEdition:string licenses:LicenseManagerLicenseInfo[] licenseAssignmentManager:@LicenseAssignmentManager? evaluation:LicenseManagerEvaluationInfo | QuerySupportedFeatures(host:@HostSystem?)LicenseFeatureInfo[]?=Global.Licenses QueryLicenseSourceAvailability(host:@HostSystem?)LicenseAvailabilityInfo[]?=Global.Licenses QueryLicenseUsage(host:@HostSystem?)LicenseUsageInfo=System.Read SetLicenseEdition(host:@HostSystem?,featureKey:string?)=Global.Licenses CheckLicenseFeature(host:@HostSystem?,featureKey:string)boolean=System.Read EnableFeature(host:@HostSystem?,featureKey:string)boolean=Global.Licenses DisableFeature(host:@HostSystem?,featureKey:string)boolean=Global.Licenses ConfigureLicenseSource(host:@HostSystem?,licenseSource:LicenseSource)=Global.Licenses UpdateLicense(licenseKey:string,labels:KeyValue[]?)LicenseManagerLicenseInfo=Global.Licenses AddLicense(licenseKey:string,labels:KeyValue[]?)LicenseManagerLicenseInfo=Global.Licenses RemoveLicense(licenseKey:string)=Global.Licenses DecodeLicense(licenseKey:string)LicenseManagerLicenseInfo=Global.Licenses UpdateLicenseLabel(licenseKey:string,labelKey:string,labelValue:string)=Global.Licenses RemoveLicenseLabel(licenseKey:string,labelKey:string)=Global.Licenses
        M ListView ManagedObjectView | ModifyListView(add:@ManagedObject[]?,remove:@ManagedObject[]?)@ManagedObject[]?= ResetListView(obj:@ManagedObject[]?)@ManagedObject[]?= ResetListViewFromView(view:@View)=
        M LocalizationManager ManagedObject |
        M ManagedEntity ExtensibleManagedObject parent:@ManagedEntity? customValue:CustomFieldValue[]? overallStatus:ManagedEntityStatus configStatus:ManagedEntityStatus configIssue:Event[]? effectiveRole:int[]? permission:Permission[]? name:string disabledMethod:string[]? recentTask:@Task[]? declaredAlarmState:AlarmState[]? triggeredAlarmState:AlarmState[]? alarmActionsEnabled:boolean? tag:Tag[]? | Reload()=System.Read Rename_Task(newName:string)@Task= Destroy_Task()@Task=
        M ManagedObjectView View view:@ManagedObject[]? |
        M MessageBusProxy ManagedObject |
        M Network ManagedEntity summary:NetworkSummary host:@HostSystem[]? vm:@VirtualMachine[]? | DestroyNetwork()=Network.Delete
        M OpaqueNetwork Network capability:OpaqueNetworkCapability? extraConfig:OptionValue[]? |
        M OptionManager ManagedObject supportedOption:OptionDef[]? setting:OptionValue[]? | QueryOptions(name:string?)OptionValue[]?=System.View UpdateOptions(changedValue:OptionValue[])=
        M OverheadMemoryManager ManagedObject |
        M OvfManager ManagedObject ovfImportOption:OvfOptionInfo[]? ovfExportOption:OvfOptionInfo[]? | ValidateHost(ovfDescriptor:string,host:@HostSystem,vhp:OvfValidateHostParams)OvfValidateHostResult=System.View ParseDescriptor(ovfDescriptor:string,pdp:OvfParseDescriptorParams)OvfParseDescriptorResult=System.View CreateImportSpec(ovfDescriptor:string,resourcePool:@ResourcePool,datastore:@Datastore,cisp:OvfCreateImportSpecParams)OvfCreateImportSpecResult=System.View CreateDescriptor(obj:@ManagedEntity,cdp:OvfCreateDescriptorParams)OvfCreateDescriptorResult=System.View
        M PerformanceManager ManagedObject description:PerformanceDescription historicalInterval:PerfInterval[]? perfCounter:PerfCounterInfo[]? | QueryPerfProviderSummary(entity:@ManagedObject)PerfProviderSummary=System.View QueryAvailablePerfMetric(entity:@ManagedObject,beginTime:dateTime?,endTime:dateTime?,intervalId:int?)PerfMetricId[]?=System.View QueryPerfCounter(counterId:int[])PerfCounterInfo[]?=System.View QueryPerfCounterByLevel(level:int)PerfCounterInfo[]=System.View QueryPerf(querySpec:PerfQuerySpec[])PerfEntityMetricBase[]?=System.View QueryPerfComposite(querySpec:PerfQuerySpec)PerfCompositeMetric=System.View CreatePerfInterval(intervalId:PerfInterval)=Performance.ModifyIntervals RemovePerfInterval(samplePeriod:int)=Performance.ModifyIntervals UpdatePerfInterval(interval:PerfInterval)=Performance.ModifyIntervals UpdateCounterLevelMapping(counterLevelMap:PerformanceManagerCounterLevelMapping[])=Performance.ModifyIntervals ResetCounterLevelMapping(counters:int[])=Performance.ModifyIntervals
        M Profile ManagedObject |
        M ProfileComplianceManager ManagedObject |
        M ProfileManager ManagedObject |
        M PropertyCollector ManagedObject filter:@PropertyFilter[]? | CreateFilter(spec:PropertyFilterSpec,partialUpdates:boolean)@PropertyFilter=System.View RetrieveProperties(specSet:PropertyFilterSpec[])ObjectContent[]?=System.Anonymous CheckForUpdates(version:string?)UpdateSet?=System.View WaitForUpdates(version:string?)UpdateSet=System.View CancelWaitForUpdates()=System.View WaitForUpdatesEx(version:string?,options:WaitOptions?)UpdateSet?=System.View RetrievePropertiesEx(specSet:PropertyFilterSpec[],options:RetrieveOptions)RetrieveResult?=System.Anonymous ContinueRetrievePropertiesEx(token:string)RetrieveResult=System.View CancelRetrievePropertiesEx(token:string)=System.View CreatePropertyCollector()@PropertyCollector=System.View DestroyPropertyCollector()=System.View
        M PropertyFilter ManagedObject spec:PropertyFilterSpec partialUpdates:boolean | DestroyPropertyFilter()=
        M ResourcePool ManagedEntity summary:ResourcePoolSummary runtime:ResourcePoolRuntimeInfo owner:@ComputeResource resourcePool:@ResourcePool[]? vm:@VirtualMachine[]? config:ResourceConfigSpec namespace:string? childConfiguration:ResourceConfigSpec[]? | UpdateConfig(name:string?,config:ResourceConfigSpec?)= MoveIntoResourcePool(list:@ManagedEntity[])= UpdateChildResourceConfiguration(spec:ResourceConfigSpec[])= CreateResourcePool(name:string,spec:ResourceConfigSpec)@ResourcePool=Resource.CreatePool DestroyChildren()= CreateVApp(name:string,resSpec:ResourceConfigSpec,configSpec:VAppConfigSpec,vmFolder:@Folder?)@VirtualApp=VApp.Create CreateChildVM_Task(config:VirtualMachineConfigSpec,host:@HostSystem?)@Task=VirtualMachine.Inventory.Create RegisterChildVM_Task(path:string,name:string?,host:@HostSystem?)@Task=VirtualMachine.Inventory.Register ImportVApp(spec:ImportSpec,folder:@Folder?,host:@HostSystem?)@HttpNfcLease=VApp.Import QueryResourceConfigOption()ResourceConfigOption=Resource.EditPool RefreshRuntime()=System.View
        M ScheduledTask ExtensibleManagedObject |
        M ScheduledTaskManager ManagedObject |
        M SearchIndex ManagedObject | FindByUuid(datacenter:@Datacenter?,uuid:string,vmSearch:boolean,instanceUuid:boolean?)@ManagedEntity?=System.View FindByDatastorePath(datacenter:@Datacenter,path:string)@VirtualMachine?=System.View FindByDnsName(datacenter:@Datacenter?,dnsName:string,vmSearch:boolean)@ManagedEntity?=System.View FindByIp(datacenter:@Datacenter?,ip:string,vmSearch:boolean)@ManagedEntity?=System.View FindByInventoryPath(inventoryPath:string)@ManagedEntity?=System.View FindChild(entity:@ManagedEntity,name:string)@ManagedEntity?=System.View FindAllByUuid(datacenter:@Datacenter?,uuid:string,vmSearch:boolean,instanceUuid:boolean?)@ManagedEntity[]=System.View FindAllByDnsName(datacenter:@Datacenter?,dnsName:string,vmSearch:boolean)@ManagedEntity[]=System.View FindAllByIp(datacenter:@Datacenter?,ip:string,vmSearch:boolean)@ManagedEntity[]=System.View
        M ServiceInstance ManagedObject serverClock:dateTime capability:Capability content:ServiceContent | CurrentTime()dateTime=System.View RetrieveServiceContent()ServiceContent=System.Anonymous ValidateMigration(vm:@VirtualMachine[],state:VirtualMachinePowerState?,testType:string[]?,pool:@ResourcePool?,host:@HostSystem?)Event[]?=System.View QueryVMotionCompatibility(vm:@VirtualMachine,host:@HostSystem[],compatibility:string[]?)HostVMotionCompatibility[]?=Resource.QueryVMotion RetrieveProductComponents()ProductComponentInfo[]?=System.Anonymous
        M ServiceManager ManagedObject |
        M SessionManager ManagedObject sessionList:UserSession[]? currentSession:UserSession? message:string? messageLocaleList:string[]? supportedLocaleList:string[]? defaultLocale:string | UpdateServiceMessage(message:string)=Sessions.GlobalMessage LoginByToken(locale:string?)UserSession=System.Anonymous Login(userName:string,password:string,locale:string?)UserSession=System.Anonymous LoginBySSPI(base64Token:string,locale:string?)UserSession=System.Anonymous Logout()=System.View AcquireLocalTicket(userName:string)SessionManagerLocalTicket=System.Anonymous AcquireGenericServiceTicket(spec:SessionManagerServiceRequestSpec)SessionManagerGenericServiceTicket=System.Anonymous TerminateSession(sessionId:string[])=Sessions.TerminateSession SetLocale(locale:string)=System.View LoginExtensionBySubjectName(extensionKey:string,locale:string?)UserSession=System.Anonymous LoginExtensionByCertificate(extensionKey:string,locale:string?)UserSession=System.Anonymous ImpersonateUser(userName:string,locale:string?)UserSession=Sessions.ImpersonateUser SessionIsActive(sessionID:string,userName:string)boolean=Sessions.ValidateSession AcquireCloneTicket()string=System.View CloneSession(cloneTicket:string)UserSession=System.Anonymous
        M SiteInfoManager ManagedObject |
        M StoragePod Folder |
        M StorageQueryManager ManagedObject |
        M StorageResourceManager ManagedObject | ConfigureDatastoreIORM_Task(datastore:@Datastore,spec:StorageIORMConfigSpec)@Task= QueryIORMConfigOption(host:@HostSystem)StorageIORMConfigOption=Datastore.Config QueryDatastorePerformanceSummary(datastore:@Datastore)StoragePerformanceSummary[]?=System.View ApplyStorageDrsRecommendationToPod_Task(pod:@StoragePod,key:string)@Task=System.View ApplyStorageDrsRecommendation_Task(key:string[])@Task=System.View CancelStorageDrsRecommendation(key:string[])=System.View RefreshStorageDrsRecommendation(pod:@StoragePod)=System.View RefreshStorageDrsRecommendationsForPod_Task(pod:@StoragePod)@Task=System.View ConfigureStorageDrsForPod_Task(pod:@StoragePod,spec:StorageDrsConfigSpec,modify:boolean)@Task= ValidateStoragePodConfig(pod:@StoragePod,spec:StorageDrsConfigSpec)LocalizedMethodFault?=System.View RecommendDatastores(storageSpec:StoragePlacementSpec)StoragePlacementResult=System.View
        M Task ExtensibleManagedObject info:TaskInfo | CancelTask()= UpdateProgress(percentDone:int)=Task.Update SetTaskState(state:TaskInfoState,result:anyType?,fault:LocalizedMethodFault?)=Task.Update SetTaskDescription(description:LocalizableMessage)=Task.Update
        M TaskHistoryCollector HistoryCollector latestPage:TaskInfo[]? | ReadNextTasks(maxCount:int)TaskInfo[]?= ReadPreviousTasks(maxCount:int)TaskInfo[]?=
        M TaskManager ManagedObject recentTask:@Task[]? description:TaskDescription maxCollector:int | CreateCollectorForTasks(filter:TaskFilterSpec)@TaskHistoryCollector=System.View CreateTask(obj:@ManagedObject,taskTypeId:string,initiatedBy:string?,cancelable:boolean,parentTaskKey:string?,activationId:string?)TaskInfo=Task.Create
        M TenantTenantManager ManagedObject |
        M UserDirectory ManagedObject domainList:string[]? | RetrieveUserGroups(domain:string?,searchStr:string,belongsToGroup:string?,belongsToUser:string?,exactMatch:boolean,findUsers:boolean,findGroups:boolean)UserSearchResult[]?=
        M VStorageObjectManagerBase ManagedObject |
        M View ManagedObject | DestroyView()=System.View
        M ViewManager ManagedObject viewList:@View[]? | CreateInventoryView()@InventoryView=System.View CreateContainerView(container:@ManagedEntity,type:string[]?,recursive:boolean)@ContainerView=System.View CreateListView(obj:@ManagedObject[]?)@ListView=System.View CreateListViewFromView(view:@View)@ListView=System.View
        M VirtualApp ResourcePool parentFolder:@Folder? datastore:@Datastore[]? network:@Network[]? vAppConfig:VAppConfigInfo? parentVApp:@ManagedEntity? childLink:VirtualAppLinkInfo[]? | UpdateVAppConfig(spec:VAppConfigSpec)= UpdateLinkedChildren(addChangeSet:VirtualAppLinkInfo[]?,removeSet:@ManagedEntity[]?)= CloneVApp_Task(name:string,target:@ResourcePool,spec:VAppCloneSpec)@Task=VApp.Clone ExportVApp()@HttpNfcLease=VApp.Export PowerOnVApp_Task()@Task=VApp.PowerOn PowerOffVApp_Task(force:boolean)@Task=VApp.PowerOff SuspendVApp_Task()@Task=VApp.Suspend unregisterVApp_Task()@Task=VApp.Unregister
        M VirtualDiskManager ManagedObject | CreateVirtualDisk_Task(name:string,datacenter:@Datacenter?,spec:VirtualDiskSpec)@Task=System.View DeleteVirtualDisk_Task(name:string,datacenter:@Datacenter?)@Task=System.View MoveVirtualDisk_Task(sourceName:string,sourceDatacenter:@Datacenter?,destName:string,destDatacenter:@Datacenter?,force:boolean?,profile:VirtualMachineProfileSpec[]?)@Task=System.View CopyVirtualDisk_Task(sourceName:string,sourceDatacenter:@Datacenter?,destName:string,destDatacenter:@Datacenter?,destSpec:VirtualDiskSpec?,force:boolean?)@Task=System.View ExtendVirtualDisk_Task(name:string,datacenter:@Datacenter?,newCapacityKb:long,eagerZero:boolean?)@Task=System.View QueryVirtualDiskFragmentation(name:string,datacenter:@Datacenter?)int=System.View DefragmentVirtualDisk_Task(name:string,datacenter:@Datacenter?)@Task=System.View ShrinkVirtualDisk_Task(name:string,datacenter:@Datacenter?,copy:boolean?)@Task=System.View InflateVirtualDisk_Task(name:string,datacenter:@Datacenter?)@Task=System.View EagerZeroVirtualDisk_Task(name:string,datacenter:@Datacenter?)@Task=System.View ZeroFillVirtualDisk_Task(name:string,datacenter:@Datacenter?)@Task=System.View SetVirtualDiskUuid(name:string,datacenter:@Datacenter?,uuid:string)=System.View QueryVirtualDiskUuid(name:string,datacenter:@Datacenter?)string=System.View QueryVirtualDiskGeometry(name:string,datacenter:@Datacenter?)HostDiskDimensionsChs=System.View ImportUnmanagedSnapshot(vdisk:string,datacenter:@Datacenter?,vvolId:string)=System.View ReleaseManagedSnapshot(vdisk:string,datacenter:@Datacenter?)=System.View
        M VirtualMachine ManagedEntity capability:VirtualMachineCapability config:VirtualMachineConfigInfo? layout:VirtualMachineFileLayout? layoutEx:VirtualMachineFileLayoutEx? storage:VirtualMachineStorageInfo? environmentBrowser:@EnvironmentBrowser resourcePool:@ResourcePool? parentVApp:@ManagedEntity? resourceConfig:ResourceConfigSpec? runtime:VirtualMachineRuntimeInfo guest:GuestInfo? summary:VirtualMachineSummary datastore:@Datastore[]? network:@Network[]? snapshot:VirtualMachineSnapshotInfo? rootSnapshot:@VirtualMachineSnapshot[]? guestHeartbeatStatus:ManagedEntityStatus | RefreshStorageInfo()=System.Read CreateSnapshot_Task(name:string,description:string?,memory:boolean,quiesce:boolean)@Task=VirtualMachine.State.CreateSnapshot CreateSnapshotEx_Task(name:string,description:string?,memory:boolean,quiesceSpec:VirtualMachineGuestQuiesceSpec?)@Task=VirtualMachine.State.CreateSnapshot RevertToCurrentSnapshot_Task(host:@HostSystem?,suppressPowerOn:boolean?)@Task=VirtualMachine.State.RevertToSnapshot RemoveAllSnapshots_Task(consolidate:boolean?)@Task=VirtualMachine.State.RemoveSnapshot ConsolidateVMDisks_Task()@Task=VirtualMachine.State.RemoveSnapshot EstimateStorageForConsolidateSnapshots_Task()@Task?=VirtualMachine.State.RemoveSnapshot ReconfigVM_Task(spec:VirtualMachineConfigSpec)@Task= UpgradeVM_Task(version:string?)@Task=VirtualMachine.Config.UpgradeVirtualHardware ExtractOvfEnvironment()string=VApp.ExtractOvfEnvironment PowerOnVM_Task(host:@HostSystem?)@Task=VirtualMachine.Interact.PowerOn PowerOffVM_Task()@Task=VirtualMachine.Interact.PowerOff SuspendVM_Task()@Task=VirtualMachine.Interact.Suspend ResetVM_Task()@Task=VirtualMachine.Interact.Reset ShutdownGuest()=VirtualMachine.Interact.PowerOff RebootGuest()=VirtualMachine.Interact.Reset StandbyGuest()=VirtualMachine.Interact.Suspend AnswerVM(questionId:string,answerChoice:string)=VirtualMachine.Interact.AnswerQuestion CustomizeVM_Task(spec:CustomizationSpec)@Task=VirtualMachine.Provisioning.Customize CheckCustomizationSpec(spec:CustomizationSpec)=VirtualMachine.Provisioning.Customize MigrateVM_Task(pool:@ResourcePool?,host:@HostSystem?,priority:VirtualMachineMovePriority,state:VirtualMachinePowerState?)@Task= RelocateVM_Task(spec:VirtualMachineRelocateSpec,priority:VirtualMachineMovePriority?)@Task=Resource.ColdMigrate CloneVM_Task(folder:@Folder,name:string,spec:VirtualMachineCloneSpec)@Task= InstantClone_Task(spec:VirtualMachineInstantCloneSpec)@Task=VirtualMachine.Provisioning.Clone ExportVm()@HttpNfcLease=VApp.Export MarkAsTemplate()=VirtualMachine.Provisioning.MarkAsTemplate MarkAsVirtualMachine(pool:@ResourcePool,host:@HostSystem?)=VirtualMachine.Provisioning.MarkAsVM UnregisterVM()=VirtualMachine.Inventory.Unregister ResetGuestInformation()=VirtualMachine.Config.ResetGuestInfo MountToolsInstaller()=VirtualMachine.Interact.ToolsInstall UnmountToolsInstaller()=VirtualMachine.Interact.ToolsInstall UpgradeTools_Task(installerOptions:string?)@Task=VirtualMachine.Interact.ToolsInstall AcquireMksTicket()VirtualMachineMksTicket=VirtualMachine.Interact.ConsoleInteract QueryConnections()VirtualMachineConnection[]?=VirtualMachine.Interact.ConsoleInteract DropConnections(listOfConnections:VirtualMachineConnection[]?)boolean=VirtualMachine.Interact.ConsoleInteract AcquireTicket(ticketType:string)VirtualMachineTicket= SetScreenResolution(width:int,height:int)=VirtualMachine.Interact.ConsoleInteract DefragmentAllDisks()=VirtualMachine.Interact.DefragmentAllDisks CreateSecondaryVM_Task(host:@HostSystem?)@Task=VirtualMachine.Interact.CreateSecondary CreateSecondaryVMEx_Task(host:@HostSystem?,spec:FaultToleranceConfigSpec?)@Task=VirtualMachine.Interact.CreateSecondary TurnOffFaultToleranceForVM_Task()@Task=VirtualMachine.Interact.TurnOffFaultTolerance MakePrimaryVM_Task(vm:@VirtualMachine)@Task=VirtualMachine.Interact.MakePrimary TerminateFaultTolerantVM_Task(vm:@VirtualMachine?)@Task=VirtualMachine.Interact.TerminateFaultTolerantVM DisableSecondaryVM_Task(vm:@VirtualMachine)@Task=VirtualMachine.Interact.DisableSecondary EnableSecondaryVM_Task(vm:@VirtualMachine,host:@HostSystem?)@Task=VirtualMachine.Interact.EnableSecondary SetDisplayTopology(displays:VirtualMachineDisplayTopology[])=VirtualMachine.Interact.ConsoleInteract StartRecording_Task(name:string,description:string?)@Task=VirtualMachine.Interact.Record StopRecording_Task()@Task=VirtualMachine.Interact.Record StartReplaying_Task(replaySnapshot:@VirtualMachineSnapshot)@Task=VirtualMachine.Interact.Replay StopReplaying_Task()@Task=VirtualMachine.Interact.Replay PromoteDisks_Task(unlink:boolean,disks:VirtualDisk[]?)@Task=VirtualMachine.Provisioning.PromoteDisks CreateScreenshot_Task()@Task=VirtualMachine.Interact.CreateScreenshot PutUsbScanCodes(spec:UsbScanCodeSpec)int=VirtualMachine.Interact.PutUsbScanCodes QueryChangedDiskAreas(snapshot:@VirtualMachineSnapshot?,deviceKey:int,startOffset:long,changeId:string)DiskChangeInfo=VirtualMachine.Provisioning.DiskRandomRead QueryUnownedFiles()string[]?=VirtualMachine.Config.QueryUnownedFiles reloadVirtualMachineFromPath_Task(configurationPath:string)@Task=VirtualMachine.Config.ReloadFromPath QueryFaultToleranceCompatibility()LocalizedMethodFault[]?=VirtualMachine.Config.QueryFTCompatibility QueryFaultToleranceCompatibilityEx(forLegacyFt:boolean?)LocalizedMethodFault[]?=VirtualMachine.Config.QueryFTCompatibility TerminateVM()=VirtualMachine.Interact.PowerOff SendNMI()=VirtualMachine.Interact.GuestControl AttachDisk_Task(diskId:ID,datastore:@Datastore,controllerKey:int?,unitNumber:int?)@Task=VirtualMachine.Config.AddExistingDisk DetachDisk_Task(diskId:ID)@Task=VirtualMachine.Config.RemoveDisk ApplyEvcModeVM_Task(mask:HostFeatureMask[]?,completeMasks:boolean?)@Task=VirtualMachine.Config.Settings CryptoUnlock_Task()@Task=Cryptographer.RegisterVM
        M VirtualMachineCompatibilityChecker ManagedObject |
        M VirtualMachineGuestCustomizationManager ManagedObject |
        M VirtualMachineProvisioningChecker ManagedObject |
        M VirtualMachineSnapshot ExtensibleManagedObject config:VirtualMachineConfigInfo childSnapshot:@VirtualMachineSnapshot[]? vm:@VirtualMachine | RevertToSnapshot_Task(host:@HostSystem?,suppressPowerOn:boolean?)@Task=VirtualMachine.State.RevertToSnapshot RemoveSnapshot_Task(removeChildren:boolean,consolidate:boolean?)@Task=VirtualMachine.State.RemoveSnapshot RenameSnapshot(name:string?,description:string?)=VirtualMachine.State.RenameSnapshot ExportSnapshot()@HttpNfcLease=VApp.Export
        M VirtualizationManager ManagedObject |
        M VmwareDistributedVirtualSwitch DistributedVirtualSwitch | UpdateDVSLacpGroupConfig_Task(lacpGroupSpec:VMwareDvsLacpGroupSpec[])@Task=DVSwitch.Modify
        """
}
