public import StrataAPI
public import StrataDriverKit
import StrataResources

/// Files on their way out of instances and into them.
public struct FileSessions: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory

    private var access: MachineAccess { MachineAccess(objects: objects, directory: directory) }

    /// What can be done with an instance's files once it was found that it can.
    public struct Exchange: Sendable {
        private let name: ObjectName
        private let driver: any FileExchanging
        private let id: NativeID

        init(name: ObjectName, driver: any FileExchanging, id: NativeID) { (self.name, self.driver, self.id) = (name, driver, id) }

        /// See ``FileExchanging/pull(_:_:isRecursive:to:)``.
        public func pull(_ path: InnerPath, isRecursive: Bool, to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(APIError)
        {
            do { try await driver.pull(id, path, isRecursive: isRecursive, to: sink) } catch { throw APIError(error, name) }
        }

        /// See ``FileExchanging/push(_:into:from:)``.
        public func push(
            into path: InnerPath, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
        ) async throws(APIError) {
            do { try await driver.push(id, into: path, from: source) } catch { throw APIError(error, name) }
        }
    }

    /// The way to an instance's files.
    public func open(_ name: ObjectName) async throws(APIError) -> Exchange {
        try await access.use(name, .files, as: (any FileExchanging).self) { Exchange(name: name, driver: $0.driver, id: $0.id) }
    }
}
