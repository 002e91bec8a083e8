import SimulatorKit

extension Operations {
    static let serviceInstance: [String: [String: Operation]] = [
        "ServiceInstance": [
            "RetrieveServiceContent": { center, _ in .object(center.serviceContent) },
            "CurrentTime": { center, _ in .date(center.now) },
        ]
    ]
}

extension Center {
    /// The objects of which there is one each: their types, their ids, and their ids on a host by itself.
    private static let singletons: [(type: String, id: String, host: String?, field: String?)] = [
        ("ServiceInstance", "ServiceInstance", "ServiceInstance", nil),
        ("PropertyCollector", "propertyCollector", "ha-property-collector", "propertyCollector"),
        ("ViewManager", "ViewManager", "ViewManager", "viewManager"),
        ("SessionManager", "SessionManager", "ha-sessionmgr", "sessionManager"),
        ("AuthorizationManager", "AuthorizationManager", "ha-authmgr", "authorizationManager"),
        ("PerformanceManager", "PerfMgr", "ha-perfmgr", "perfManager"), ("EventManager", "EventManager", "ha-eventmgr", "eventManager"),
        ("TaskManager", "TaskManager", "ha-taskmgr", "taskManager"), ("ExtensionManager", "ExtensionManager", nil, "extensionManager"),
        ("CustomizationSpecManager", "CustomizationSpecManager", nil, "customizationSpecManager"),
        ("CustomFieldsManager", "CustomFieldsManager", nil, "customFieldsManager"),
        ("LicenseManager", "LicenseManager", "ha-license-manager", "licenseManager"),
        ("SearchIndex", "SearchIndex", "ha-searchindex", "searchIndex"),
        ("FileManager", "FileManager", "ha-nfc-file-manager", "fileManager"),
        ("VirtualDiskManager", "virtualDiskManager", "ha-vdiskmanager", "virtualDiskManager"),
        ("OvfManager", "OvfManager", "ha-ovf-manager", "ovfManager"),
        ("OptionManager", "VpxSettings", "HostAgentSettings", "setting"),
        ("DistributedVirtualSwitchManager", "DVSManager", nil, "dvSwitchManager"),
        ("UserDirectory", "UserDirectory", "ha-user-directory", "userDirectory"),
    ]

    /// The one object of a type.
    func singleton(_ type: String) -> Ref {
        let found = Self.singletons.first { $0.type == type }
        return Ref(type, (state.isESXi ? found?.host : found?.id) ?? type)
    }

    func isSingleton(_ ref: Ref) -> Bool {
        Self.singletons.contains { $0.type == ref.type && (state.isESXi ? $0.host : $0.id) == ref.id }
    }

    var serviceContent: DataObject {
        var content = DataObject("ServiceContent", ["rootFolder": .ref(state.root), "about": .object(about)])
        for entry in Self.singletons {
            if let field = entry.field, let id = state.isESXi ? entry.host : entry.id { content[field] = .ref(Ref(entry.type, id)) }
        }
        return content
    }

    /// The interface's version: `8.0.2.0`.
    var apiVersion: String { state.version.split(separator: ".").count == 3 ? state.version + ".0" : state.version }

    var about: DataObject {
        let product = state.isESXi ? "VMware ESXi" : "VMware vCenter Server"
        let build = "22385739"
        return DataObject(
            "AboutInfo",
            [
                "name": .string(product), "fullName": .string("\(product) \(state.version) build-\(build)"), "vendor": "VMware, Inc.",
                "version": .string(state.version), "build": .string(build), "localeVersion": "INTL", "localeBuild": "000",
                "osType": .string(state.isESXi ? "vmnix-x86" : "linux-x64"), "productLineId": .string(state.isESXi ? "embeddedEsx" : "vpx"),
                "apiType": .string(state.isESXi ? "HostAgent" : "VirtualCenter"), "apiVersion": .string(apiVersion),
                "instanceUuid": state.isESXi ? nil : .string(state.instanceUUID),
                "licenseProductName": .string(state.isESXi ? "VMware ESX Server" : "VMware VirtualCenter Server"),
                "licenseProductVersion": "8.0",
            ])
    }
}
