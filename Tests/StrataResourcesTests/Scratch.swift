import FoundationEssentials

enum Scratch {
    static func remove(_ directory: String) throws { try FileManager.default.removeItem(atPath: directory) }
}
