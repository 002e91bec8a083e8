import StrataAPI

extension Endpoints {
    /// What QEMU's agent in a virtual machine is asked for.
    static let agent: [Endpoint] = {
        let agent = "nodes/{node}/qemu/{vmid}/agent"
        let audit = ["VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"]
        return [
            Endpoint("POST", "\(agent)/ping", needs: audit) { cluster, call in
                try cluster.requireAgent(try cluster.guest(.qemu, call.number, on: call.node))
                return ["result": .object([:])]
            },
            Endpoint("GET", "\(agent)/network-get-interfaces", needs: audit) { cluster, call in
                let guest = try cluster.guest(.qemu, call.number, on: call.node)
                try cluster.requireAgent(guest)
                return [
                    "result": [
                        [
                            "name": "lo", "hardware-address": "00:00:00:00:00:00",
                            "ip-addresses": [["ip-address-type": "ipv4", "ip-address": "127.0.0.1", "prefix": 8]],
                        ],
                        [
                            "name": "eth0", "hardware-address": .string(Hardware.address(seed: guest.number)),
                            "ip-addresses": [
                                ["ip-address-type": "ipv4", "ip-address": .string(Cluster.address(guest)), "prefix": 16],
                                ["ip-address-type": "ipv6", "ip-address": "fe80::1", "prefix": 64],
                            ],
                        ],
                    ]
                ]
            },
            Endpoint(
                "POST", "\(agent)/exec", ParameterTable(["command": .list, "input-data": .text(1 << 16)], required: ["command"]),
                needs: ["VM.GuestAgent.Unrestricted"]
            ) { cluster, call in
                try cluster.beginCommand(
                    try cluster.guest(.qemu, call.number, on: call.node), call.list("command"), input: call.parameters["input-data"] ?? "")
            },
            Endpoint(
                "GET", "\(agent)/exec-status", ParameterTable(["pid": .integer(0...1 << 40)], required: ["pid"]),
                needs: ["VM.GuestAgent.Unrestricted"]
            ) { cluster, call in
                try cluster.commandStatus(
                    try cluster.guest(.qemu, call.number, on: call.node), Int(call.parameters["pid"] ?? "") ?? 0)
            },
        ]
    }()
}
