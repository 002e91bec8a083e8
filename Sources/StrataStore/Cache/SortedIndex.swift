/// Values under string keys, sorted by key bytes, in chunks: a copy is one retain, and a change after a copy copies one chunk and the list of chunks.
///
/// Keys and values lie in arrays of their own: pages of values are then taken over whole, without a step per value.
struct SortedIndex<Value: Sendable>: Sendable {
    struct Chunk: Sendable {
        var keys: [String] = []
        var values: [Value] = []
        var count: Int { keys.count }
    }

    /// A place between elements: `offset` may equal the chunk's count only in the end position.
    struct Position: Equatable {
        var chunk: Int
        var offset: Int
    }

    private static var capacity: Int { 128 }

    /// Never contains an empty chunk.
    private(set) var chunks: [Chunk] = []
    private(set) var count = 0

    init() {}

    subscript(key: String) -> Value? {
        let position = firstPosition { KeyOrder.compare($0, key) >= 0 }
        return holds(key, at: position) ? chunks[position.chunk].values[position.offset] : nil
    }

    /// Puts a value under a key. Gives what was there before.
    @discardableResult
    mutating func put(_ value: Value, at key: String) -> Value? {
        var position = firstPosition { KeyOrder.compare($0, key) >= 0 }
        if holds(key, at: position) {
            let previous = chunks[position.chunk].values[position.offset]
            chunks[position.chunk].values[position.offset] = value
            return previous
        }
        count += 1
        // Between two chunks the end of the earlier one is as good a place, and keeps ascending inserts out of the later chunk's front.
        if position.offset == 0, position.chunk > 0 {
            position = Position(chunk: position.chunk - 1, offset: chunks[position.chunk - 1].count)
        }
        if position.chunk == chunks.count { chunks.append(Chunk()) }
        chunks[position.chunk].keys.insert(key, at: position.offset)
        chunks[position.chunk].values.insert(value, at: position.offset)
        if chunks[position.chunk].count > Self.capacity { split(position) }
        return nil
    }

    /// Takes a key out. Gives what was there.
    @discardableResult
    mutating func remove(_ key: String) -> Value? {
        let position = firstPosition { KeyOrder.compare($0, key) >= 0 }
        guard holds(key, at: position) else { return nil }
        count -= 1
        chunks[position.chunk].keys.remove(at: position.offset)
        let previous = chunks[position.chunk].values.remove(at: position.offset)
        mergeIfSmall(position.chunk)
        return previous
    }

    /// Where the keys that begin with `prefix` begin and end.
    func range(ofPrefix prefix: String) -> (start: Position, end: Position) {
        (firstPosition { KeyOrder.compareToPrefix($0, prefix) >= 0 }, firstPosition { KeyOrder.compareToPrefix($0, prefix) > 0 })
    }

    /// The first place whose key is greater than `key`.
    func position(after key: String) -> Position {
        firstPosition { KeyOrder.compare($0, key) > 0 }
    }

    /// How many elements lie before a place. Linear in the number of chunks.
    func rank(of position: Position) -> Int {
        var rank = position.offset
        for chunk in chunks.prefix(position.chunk) { rank += chunk.count }
        return rank
    }

    /// Up to `limit` values from a place on, and the key of the last of them.
    func values(from start: Position, limit: Int) -> (values: [Value], lastKey: String?) {
        var values: [Value] = []
        values.reserveCapacity(limit)
        var lastKey: String?
        var position = start
        while values.count < limit, position.chunk < chunks.count {
            let chunk = chunks[position.chunk]
            let end = min(chunk.count, position.offset + limit - values.count)
            values.append(contentsOf: chunk.values[position.offset..<end])
            lastKey = chunk.keys[end - 1]
            position = Position(chunk: position.chunk + 1, offset: 0)
        }
        return (values, lastKey)
    }

    /// The first place whose key satisfies a condition that, once true, stays true for all greater keys.
    private func firstPosition(where condition: (String) -> Bool) -> Position {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if condition(chunks[middle].keys[chunks[middle].count - 1]) { high = middle } else { low = middle + 1 }
        }
        guard low < chunks.count else { return Position(chunk: low, offset: 0) }
        let keys = chunks[low].keys
        var first = 0
        var last = keys.count - 1
        while first < last {
            let middle = (first + last) / 2
            if condition(keys[middle]) { last = middle } else { first = middle + 1 }
        }
        return Position(chunk: low, offset: first)
    }

    private func holds(_ key: String, at position: Position) -> Bool {
        position.chunk < chunks.count && KeyOrder.compare(chunks[position.chunk].keys[position.offset], key) == 0
    }

    /// A chunk that ascending inserts filled stays full; others are halved.
    private mutating func split(_ added: Position) {
        let count = chunks[added.chunk].count
        let isAppend = added.offset == count - 1 && added.chunk == chunks.count - 1
        let cut = isAppend ? count - 1 : count / 2
        let following = Chunk(keys: Array(chunks[added.chunk].keys[cut...]), values: Array(chunks[added.chunk].values[cut...]))
        chunks[added.chunk].keys.removeSubrange(cut...)
        chunks[added.chunk].values.removeSubrange(cut...)
        chunks.insert(following, at: added.chunk + 1)
    }

    private mutating func mergeIfSmall(_ index: Int) {
        let size = chunks[index].count
        guard size < Self.capacity / 4 else { return }
        if size == 0 {
            chunks.remove(at: index)
        } else if index + 1 < chunks.count, size + chunks[index + 1].count <= Self.capacity * 3 / 4 {
            let following = chunks.remove(at: index + 1)
            chunks[index].keys.append(contentsOf: following.keys)
            chunks[index].values.append(contentsOf: following.values)
        }
    }
}
