/// Writes the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/).
///
/// Like generated code for proto3, fields with nothing in them are left out.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ field: UInt64, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        writeBytes(field, text.utf8)
    }

    mutating func write(_ field: UInt64, _ texts: [String]) {
        for text in texts { writeBytes(field, text.utf8) }
    }

    mutating func write(_ field: UInt64, _ flag: Bool) {
        guard flag else { return }
        varint(field << 3)
        varint(1)
    }

    mutating func write(_ field: UInt64, _ number: Int64?) {
        guard let number, number != 0 else { return }
        varint(field << 3)
        varint(UInt64(bitPattern: number))
    }

    mutating func write(_ field: UInt64, _ number: Double?) {
        guard let number, number != 0 else { return }
        varint(field << 3 | 1)
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Writes a message, also an empty one: that it is there may say something.
    mutating func write(_ field: UInt64, _ body: (inout ProtobufWriter) -> Void) {
        var message = ProtobufWriter()
        body(&message)
        writeBytes(field, message.bytes)
    }

    private mutating func writeBytes(_ field: UInt64, _ content: some Collection<UInt8>) {
        varint(field << 3 | 2)
        varint(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
