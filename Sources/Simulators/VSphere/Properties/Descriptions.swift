/// What managers tell of the words that they use.
enum Descriptions {
    static func of(_ type: String) -> DataObject {
        switch type {
        case "AuthorizationManager":
            let groups = Set(Rights.all.map { $0.split(separator: ".").dropLast().joined(separator: ".") })
            return DataObject(
                "AuthorizationDescription", ["privilege": elements(Rights.all), "privilegeGroup": elements(groups.sorted())])
        case "EventManager":
            return DataObject(
                "EventDescription", ["category": elements(["info", "warning", "error", "user"]), "eventInfo": .objects(events.map(event))])
        case "TaskManager":
            let methods = (TypeTable.shared.kind("VirtualMachine")?.methods.values ?? [:].values).filter { $0.name.hasSuffix("_Task") }
            return DataObject(
                "TaskDescription",
                [
                    "methodInfo": elements(methods.map { "VirtualMachine.\($0.name)" }.sorted()),
                    "state": elements(["queued", "running", "success", "error"]), "reason": .list([]),
                ])
        default:
            return DataObject(
                "PerformanceDescription",
                [
                    "counterType": elements(TypeTable.shared.words("PerfSummaryType").map { $0.sorted() } ?? []),
                    "statsType": elements(TypeTable.shared.words("PerfStatsType").map { $0.sorted() } ?? []),
                ])
        }
    }

    /// The events that there are here.
    private static let events = [
        "VmPoweredOnEvent", "VmPoweredOffEvent", "VmSuspendedEvent", "VmResettingEvent", "VmReconfiguredEvent", "VmCreatedEvent",
        "VmRemovedEvent",
        "VmMigratedEvent", "VmRelocatedEvent", "VmClonedEvent", "VmRenamedEvent", "VmRegisteredEvent", "VmGuestShutdownEvent",
        "VmGuestRebootEvent",
        "VmGuestStandbyEvent", "UserLoginSessionEvent", "UserLogoutSessionEvent", "BadUsernameSessionEvent", "TaskEvent",
        "GeneralUserEvent",
        "EnteredMaintenanceModeEvent", "ExitMaintenanceModeEvent", "HostConnectedEvent", "HostDisconnectedEvent", "HostConnectionLostEvent",
    ]

    private static func event(_ name: String) -> DataObject {
        DataObject(
            "EventDescriptionEventDetail",
            [
                "key": .string(name), "description": .string(name),
                "category": name.hasPrefix("Bad") || name.contains("Lost") ? "error" : "info",
                "formatOnDatacenter": "", "formatOnComputeResource": "", "formatOnHost": "", "formatOnVm": "", "fullFormat": "",
            ])
    }

    private static func elements(_ words: some Sequence<String>) -> Value {
        .objects(words.map { DataObject("ElementDescription", ["label": .string($0), "summary": .string($0), "key": .string($0)]) })
    }
}
