import LXD
import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// Strata's images in the daemon's store, each under an alias that says its digest.
actor ImageShelf {
    private let door: Door
    private let facts: ServerFacts
    private var uploads: [String: Task<Result<String, DriverError>, Never>] = [:]

    init(door: Door, facts: ServerFacts) {
        self.door = door
        self.facts = facts
    }

    /// Refuses what the daemon cannot start from.
    nonisolated func check(_ image: StoredImage, _ attempt: String, _ object: String) throws(DriverError) {
        guard image.form == .rootFileSystem || image.form == .qcow2 else {
            throw .refused(
                .init(
                    attempt, object, answer: "LXD starts from no image of the form \(image.form.rawValue)",
                    hint: "Use an image with a root file system, or a qcow2 disk for a virtual machine"))
        }
        guard Architecture.canRun(image.architecture, on: facts.architecture) else {
            throw .refused(
                .init(
                    attempt, object, answer: "the image is for \(image.architecture), this host for \(facts.architecture)",
                    hint: "Choose an image for this architecture"))
        }
    }

    /// The daemon's fingerprint of an image, which is sent there where it is missing. Calls for the same image share one upload.
    func fingerprint(of image: StoredImage, _ attempt: String, _ object: String) async throws(DriverError) -> String {
        if let running = uploads[image.digest] { return try await running.value.get() }
        let task = Task { () -> Result<String, DriverError> in
            do throws(DriverError) {
                return .success(try await provide(image, attempt, object))
            } catch {
                return .failure(error)
            }
        }
        uploads[image.digest] = task
        let result = await task.value
        uploads[image.digest] = nil
        return try result.get()
    }

    private func provide(_ image: StoredImage, _ attempt: String, _ object: String) async throws(DriverError) -> String {
        let alias = "strata-\(image.digest.split(separator: ":").last.map(String.init) ?? image.digest)"
        if let known = try await lookUp(alias, attempt, object) { return known }
        let form = ImageForm(image, architecture: image.architecture.isEmpty ? facts.architecture : image.architecture)
        let sent: String?
        do throws(DriverError) {
            let done = try await door.ask(attempt, object) { client in
                try await client.upload(.post, "/1.0/images", form.pieces, headers: form.headers)
            }
            sent = done["metadata"]?["fingerprint"]?.string
        } catch {
            // Another server, or a call that was killed before it named it, has sent the same.
            guard DriverError.saysExists("\(error)") else { throw error }
            sent = try await door.ask(attempt, object) { client in
                let images = try await client.send(.get, "/1.0/images?recursion=1").metadata.array ?? []
                return images.first { $0["properties"]?[ImageForm.property]?.string == image.digest }?["fingerprint"]?.string
            }
        }
        guard let sent else { throw .failed(.init(attempt, object, answer: "the daemon does not tell the image's fingerprint")) }
        do throws(DriverError) {
            _ = try await door.ask(attempt, object) { client in
                try await client.perform(
                    .post, "/1.0/images/aliases", ["name": .string(alias), "target": .string(sent), "type": .string(form.type)])
            }
        } catch {
            guard DriverError.saysExists("\(error)") else { throw error }
        }
        return sent
    }

    private func lookUp(_ alias: String, _ attempt: String, _ object: String) async throws(DriverError) -> String? {
        do throws(DriverError) {
            return try await door.ask(attempt, object) { client in
                try await client.send(.get, "/1.0/images/aliases/\(LXDTarget.encoded(alias))").metadata["target"]?.string
            }
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }
}
