import StrataAPI

extension JSONValue {
    /// Reads an object of a core kind in Kubernetes' protobuf envelope: `k8s\0` and a `runtime.Unknown`.
    ///
    /// Go writes every field, also those that are empty; an empty one means the same as an absent one and is left out.
    ///
    /// - Throws: `UnsupportedMediaType` for kinds that are only defined as JSON, `BadRequest` for malformed bytes.
    init(parsingProtobuf bytes: [UInt8]) throws(APIError) {
        let magic: [UInt8] = [0x6B, 0x38, 0x73, 0]
        guard bytes.starts(with: magic) else { throw Self.malformed }
        var kind = ""
        var apiVersion = ""
        var raw: ArraySlice<UInt8>?
        var envelope = ProtobufReader(bytes[magic.count...])
        while let (field, value) = try envelope.next() {
            switch (field, value) {
            case (1, .bytes(let type)):
                var reader = ProtobufReader(type)
                while let (field, value) = try reader.next() {
                    guard case .bytes(let text) = value else { continue }
                    if field == 1 { apiVersion = try ProtobufReader.text(text) }
                    if field == 2 { kind = try ProtobufReader.text(text) }
                }
            case (2, .bytes(let bytes)): raw = bytes
            default: break
            }
        }
        guard let message = ProtobufSchema.message(kind, apiVersion: apiVersion) else {
            throw APIError(
                .unsupportedMediaType,
                "objects of kind \"\(kind.printable())\" in \"\(apiVersion.printable())\" are not defined in Protocol Buffers; send JSON")
        }
        guard let raw else { throw Self.malformed }
        var members = try ProtobufReader.object(raw, message)
        members["apiVersion"] = .string(apiVersion)
        members["kind"] = .string(kind)
        self = .object(members)
    }

    fileprivate static var malformed: APIError { APIError(.badRequest, "the body of the request is not valid Protocol Buffers") }
}

/// Reads the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/), as far as Kubernetes uses it.
private struct ProtobufReader {
    enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() throws(APIError) -> (field: UInt64, value: Value)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        switch tag & 7 {
        case 0: return (tag >> 3, .number(try varint()))
        case 1: return (tag >> 3, .bytes(try take(8)))
        case 2: return (tag >> 3, .bytes(try take(try varint())))
        case 5: return (tag >> 3, .bytes(try take(4)))
        default: throw JSONValue.malformed
        }
    }

    private mutating func varint() throws(APIError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw JSONValue.malformed }
            if shift < 64 { value |= UInt64(byte & 0x7F) << shift }
            if byte & 0x80 == 0 { return value }
        }
        throw JSONValue.malformed
    }

    private mutating func take(_ count: UInt64) throws(APIError) -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw JSONValue.malformed }
        let taken = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return taken
    }

    static func text(_ bytes: ArraySlice<UInt8>) throws(APIError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw JSONValue.malformed }
        return text
    }

    /// A message as the members of a JSON object.
    static func object(_ bytes: ArraySlice<UInt8>, _ fields: [UInt64: ProtobufField]) throws(APIError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            guard let field = fields[number] else { continue }
            switch (field, value) {
            case (.string(let name), .bytes(let bytes)): if !bytes.isEmpty { members[name] = .string(try text(bytes)) }
            case (.strings(let name), .bytes(let bytes)): members[name] = .array((members[name]?.array ?? []) + [.string(try text(bytes))])
            case (.bool(let name), .number(let number)): if number != 0 { members[name] = true }
            case (.integer(let name), .number(let number)):
                // Zero is said by leaving a field out, except where a pointer tells it apart from nothing.
                if number != 0 || name == "gracePeriodSeconds" { members[name] = .int(Int64(bitPattern: number)) }
            case (.time(let name), .bytes(let bytes)): members[name] = try time(bytes).map { .string($0.text) }
            case (.microTime(let name), .bytes(let bytes)): members[name] = try time(bytes).map { .string($0.microText) }
            case (.message(let name, let inner), .bytes(let bytes)):
                let object = try object(bytes, inner)
                if !object.isEmpty { members[name] = .object(object) }
            case (.messages(let name, let inner), .bytes(let bytes)):
                members[name] = .array((members[name]?.array ?? []) + [.object(try object(bytes, inner))])
            case (.stringMap(let name), .bytes(let bytes)):
                try entry(bytes) { key, value throws(APIError) in members[name, default: [:]][key] = .string(try text(value)) }
            case (.bytesMap(let name), .bytes(let bytes)):
                try entry(bytes) { key, value throws(APIError) in members[name, default: [:]][key] = .string(Base64.encode(Array(value))) }
            case (.quantityMap(let name), .bytes(let bytes)):
                try entry(bytes) { key, value throws(APIError) in
                    members[name, default: [:]][key] = try object(value, [1: .string("text")])["text"] ?? "0"
                }
            default: throw JSONValue.malformed
            }
        }
        return members
    }

    /// An entry of a map: a message with the key as field 1 and the value as field 2.
    private static func entry(_ bytes: ArraySlice<UInt8>, _ body: (String, ArraySlice<UInt8>) throws(APIError) -> Void) throws(APIError) {
        var key = ""
        var content = bytes.prefix(0)
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            guard case .bytes(let bytes) = value else { throw JSONValue.malformed }
            if field == 1 { key = try text(bytes) }
            if field == 2 { content = bytes }
        }
        try body(key, content)
    }

    /// Seconds and nanoseconds since the epoch; nil for the zero time.
    private static func time(_ bytes: ArraySlice<UInt8>) throws(APIError) -> Timestamp? {
        var seconds: Int64 = 0
        var nanoseconds: Int64 = 0
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            guard case .number(let number) = value else { throw JSONValue.malformed }
            if field == 1 { seconds = Int64(bitPattern: number) }
            if field == 2 { nanoseconds = Int64(bitPattern: number) }
        }
        // Go's zero time lies in the year 1.
        guard bytes.count > 0, (-62_135_596_799...253_402_300_799).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
            return nil
        }
        return Timestamp(microseconds: seconds * 1_000_000 + nanoseconds / 1000)
    }
}
