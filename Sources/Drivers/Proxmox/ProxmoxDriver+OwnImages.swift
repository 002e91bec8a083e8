import HTTPS
import Proxmox
public import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver: NativeImaging {
    /// See ``NativeImaging/type(ofImage:wanted:)``. A template of the cluster, whoever's it is, or a file in a storage.
    public func type(ofImage name: String, wanted: InstanceType?) async throws(DriverError) -> InstanceType {
        let attempt = "look up the image"
        let kind: GuestID.Kind
        switch try OwnImageName(name, attempt) {
        case .template(let text): kind = try await template(text, wanted.flatMap(Self.kind), attempt).id.kind
        case .volume(let volume):
            _ = try await holder(of: volume, among: try await onlineNodes(attempt, name), attempt)
            kind = volume.kind
        }
        return kind == .qemu ? .virtualMachine : .container
    }

    /// Makes a guest of a template.
    func create(from name: OwnImageName, _ plan: GuestPlan, _ attempt: String) async throws(DriverError) -> NativeID {
        guard case .template(let text) = name else {
            throw .notFound(.init(attempt, plan.order.nativeImage, answer: "that is no template"))
        }
        let isFull = plan.options.clone == .full
        guard isFull || plan.options.storage.isEmpty else {
            throw .refused(
                .init(
                    attempt, plan.order.name.name, answer: "the disks of a linked clone are where the template's are",
                    hint: "Leave out spec.stack.proxmox.storage, or set spec.stack.proxmox.clone to Full"))
        }
        return try await copied(plan, isFull: isFull, attempt) { () async throws(DriverError) in
            try await template(text, plan.kind, attempt)
        }
    }

    /// A template by its name or number.
    private func template(_ text: String, _ kind: GuestID.Kind?, _ attempt: String) async throws(DriverError) -> GuestRecord {
        let all = try await everything(attempt).filter { $0.isTemplate && (kind == nil || $0.id.kind == kind) }
        let found = Int(text).map { number in all.filter { $0.id.number == number } } ?? all.filter { $0.name == text }
        guard let first = found.first else {
            throw .notFound(
                .init(
                    attempt, text,
                    answer: "the cluster has no template of that name or number\(kind.map { ", of the kind \($0.rawValue)" } ?? "")",
                    hint: "pvesh get /cluster/resources --type vm shows those there are, if this user may see them; qm template makes one"))
        }
        guard found.count == 1 else {
            throw .refused(
                .init(
                    attempt, text, answer: "\(found.map(\.id.description).sorted().joined(separator: " and ")) are called that",
                    hint: "Name it by its number"))
        }
        return first
    }

    /// A node, of some, that sees a file.
    func holder(of volume: OwnImageName.Volume, among nodes: [String], _ attempt: String) async throws(DriverError) -> String {
        guard volume.content != "import" || version.isAtLeast(8, 4) else {
            throw .refused(
                .init(
                    attempt, volume.id,
                    answer: "Proxmox VE \(version.text) takes no disk images through its interface; 8.4 is the first that does"))
        }
        guard !volume.isBackup || version.isAtLeast(8, 0) else {
            throw .refused(
                .init(
                    attempt, volume.id, answer: "Proxmox VE \(version.text) restores no backup as another guest with its own notes",
                    hint: "8.0 is the first that does; restore it there and adopt it: qmrestore, pct restore"))
        }
        for node in nodes {
            guard try await storages(of: volume.content, on: node, attempt, volume.id).contains(volume.storage) else { continue }
            let listed = try await ask(attempt, volume.id) { client throws(ProxmoxError) in
                try await client.get(["nodes", node, "storage", volume.storage, "content"], ["content": volume.content])
            }
            if (listed.array ?? []).contains(where: { $0["volid"]?.string == volume.id }) { return node }
        }
        throw .notFound(
            .init(
                attempt, volume.id, answer: "no such file is in a storage of \(nodes.joined(separator: ", "))",
                hint: "pvesm list \(volume.storage) --content \(volume.content) shows those there are"))
    }
}
