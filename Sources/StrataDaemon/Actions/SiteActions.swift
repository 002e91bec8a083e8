import StrataAPI
import StrataCatalog
import StrataConformance
import StrataControl
import StrataDriverKit
import StrataResources
import StrataServer
import Synchronization

/// What can be done to sites besides changing them.
struct SiteActions {
    let plane: ControlPlane
    let objects: ObjectService
    let images: LibraryImages
    private let busy = BusySites()

    var all: [Action] {
        [
            .download(
                Site.kind, "conformance", "Tries what the site's driver promises, with machines of its own.", right: .create,
                parameters: [
                    Action.Parameter("only", "Ids of contracts to try, or their beginnings up to a dot; all when left out."),
                    Action.Parameter("image", "What the machines start from; busybox or tiny when left out."),
                ], type: "application/x-ndjson", conformance),
            .download(
                Site.kind, "diagram", "The picture of the site's stack with what is known of the site, as SVG.",
                parameters: [Action.Parameter("columns", .integer, "Its width in characters, from 60 to 400; 104 when left out.")],
                type: "image/svg+xml", diagram),
        ]
    }

    private func diagram(_ request: ActionRequest) async throws(APIError) -> Action.Download {
        let name = request.name.name
        let columns = request.text("columns").map { Int($0) ?? 0 } ?? 104
        guard (60...400).contains(columns) else {
            throw APIError(.badRequest, "columns is a number from 60 to 400", kind: Site.kind, name: name)
        }
        guard let site = try Objects<Site>(objects).get(request.name) else { throw .notFound(Site.kind, name) }
        let here = ObjectSelection(fields: FieldSelector(requirements: [.init("spec.site", name)]))
        let hosts = try await Objects<Host>(objects).list(here)
        let stored = try objects.objects(Instance.kind, by: .field("spec.site"), name)
        // On one host the first few alone are drawn: the others are counted, and need not be decoded for that unless their kinds are drawn apart.
        let drawn = hosts.count > 1 || (try? Catalog.stack(site.spec.stack))?.drawsKindsApart == true ? stored.count : LiveBoxes.shown
        let workloads = stored.enumerated().compactMap { index, object in
            index < drawn
                ? Objects<Instance>(objects).decode(object).map(LiveBoxes.Workload.init)
                : LiveBoxes.Workload(name: object.name.name, state: object.fields["status.phase"] ?? "")
        }
        let known = SiteDiagram(site: site, workloads: workloads, hosts: hosts)
        do {
            let picture = Array(try known.diagram().svg(columns: columns).utf8)
            return { (output) async throws(APIError) in
                do throws(ClientGone) {
                    try await output.write(picture)
                } catch {
                    throw APIError(.internalError, "\(error)", kind: Site.kind, name: name)
                }
            }
        } catch {
            throw APIError(.internalError, "\(error)", kind: Site.kind, name: name)
        }
    }

    /// Answers one line of JSON for each contract, then one with the whole report.
    private func conformance(_ request: ActionRequest) async throws(APIError) -> Action.Download {
        let contracts = Contract.named(request.all("only"))
        guard !contracts.isEmpty else {
            throw APIError(
                .badRequest, "no contract is called \(request.all("only").joined(separator: " or ").printable(limit: 200))",
                kind: Site.kind,
                name: request.name.name)
        }
        let trial = try await plane.trial(of: request.name.name)
        let image = try await image(request.text("image"), trial)
        let name = request.name.name
        guard busy.enter(name) else {
            throw APIError(.conflict, "site \(name) is being tried already", kind: Site.kind, name: name)
        }
        return { [busy] (output) async throws(APIError) in
            defer { busy.leave(name) }
            do {
                let driver = try await trial.connect()
                let run = Conformance(Self.subject(trial, driver, image), contracts: contracts)
                let result: Result<ConformanceReport, any Error>
                do {
                    result = .success(try await run.run { try await output.write($0.json.encoded() + [UInt8(ascii: "\n")], to: .output) })
                } catch {
                    result = .failure(error)
                }
                await driver.close()
                var report = try result.get().json
                report["results"] = nil
                try await output.write(report.encoded() + [UInt8(ascii: "\n")], to: .output)
            } catch {
                throw APIError(.internalError, "the trial of \(name) ended: \(error)", kind: Site.kind, name: name)
            }
        }
    }

    private func image(_ source: String?, _ trial: SiteTrial) async throws(APIError) -> StoredImage {
        let source = source ?? (trial.driver.types.contains(.container) ? "busybox" : "tiny")
        do {
            return try await images.prepare(source: source, architecture: "") { _, _ in }
        } catch {
            throw APIError(
                .badRequest, "no image can be had from \(source.printable(limit: 200)): \(error)", kind: Site.kind, name: trial.site)
        }
    }

    private static func subject(_ trial: SiteTrial, _ driver: any Driver, _ image: StoredImage) -> Subject {
        var spec = Instance.Spec()
        if image.type == .virtualMachine { spec.memory = Quantity("128Mi") }
        // Elsewhere a process that can be killed would have to be brought there first.
        var worker: (@Sendable (Deed, Duration) async throws -> Bool)?
        if trial.machine.isLocal {
            let process = DeedProcess(
                command: ["/proc/self/exe", "drive"], stack: trial.driver.stack, connection: trial.connection)
            worker = { try await process.run($0, killAfter: $1) }
        }
        return Subject(
            site: trial.site, driver: driver, image: image, spec: spec, connect: { try await trial.connect() },
            neighbour: { try await trial.neighbour() }, worker: worker)
    }
}

/// The sites that are being tried: one run at a time on each.
private final class BusySites: Sendable {
    private let names = Mutex<Set<String>>([])

    func enter(_ name: String) -> Bool { names.withLock { $0.insert(name).inserted } }

    func leave(_ name: String) { names.withLock { _ = $0.remove(name) } }
}
