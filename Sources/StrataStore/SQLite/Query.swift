import GRDB
import GRDBSQLite

/// A prepared statement driven step by step through SQLite's own calls: values go in and out without a copy through other types.
struct Query: ~Copyable {
    private let database: Database
    private let statement: OpaquePointer
    /// Keeps the prepared statement alive.
    private let owner: Statement

    /// The statement of this text, prepared once per connection.
    init(_ database: Database, _ sql: String) throws {
        self.database = database
        owner = try database.cachedStatement(sql: sql)
        statement = owner.sqliteStatement
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    deinit {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    func bind(_ number: Int64, at index: CInt) throws {
        try check(sqlite3_bind_int64(statement, index, number))
    }

    func bind(_ revision: Revision, at index: CInt) throws {
        try bind(Int64(bitPattern: revision.rawValue), at: index)
    }

    func bind(_ bytes: [UInt8], at index: CInt) throws {
        try bytes.withUnsafeBytes { try bind($0, at: index) }
    }

    func bind(key: String, at index: CInt) throws {
        var key = key
        try key.withUTF8 { try bind(UnsafeRawBufferPointer($0), at: index) }
    }

    /// Binds bytes; SQLite copies them, as the caller's may move.
    private func bind(_ bytes: UnsafeRawBufferPointer, at index: CInt) throws {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return try check(sqlite3_bind_zeroblob(statement, index, 0)) }
        let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        try check(sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), copying))
    }

    /// Moves to the next row. False after the last.
    func step() throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw database.failure(code)
        }
    }

    /// Runs a statement that has no rows of interest to its end, and makes it ready to be bound again.
    func run() throws {
        while try step() {}
        try check(sqlite3_reset(statement))
    }

    func isNull(_ column: CInt) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    func number(_ column: CInt) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    func revision(_ column: CInt) -> Revision {
        Revision(rawValue: UInt64(bitPattern: number(column)))
    }

    func bytes(_ column: CInt) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    func key(_ column: CInt) -> String {
        guard let start = sqlite3_column_blob(statement, column) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self)
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw database.failure(code) }
    }
}
