/// One file or directory of a tree that is to be made.
package struct TreeEntry: Sendable, Equatable {
    /// Relative to the tree's directory, short and plain; empty for the directory itself.
    package var path: String
    /// Nil for a directory.
    package var content: [UInt8]?
    package var mode: UInt32
    package var user: UInt32
    package var group: UInt32

    package init(path: String, content: [UInt8]? = nil, mode: UInt32, user: UInt32 = 0, group: UInt32 = 0) {
        self.path = path
        self.content = content
        self.mode = mode
        self.user = user
        self.group = group
    }
}
