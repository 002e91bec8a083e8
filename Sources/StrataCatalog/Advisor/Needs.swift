/// What somebody wants from a stack. Order and repetition do not matter.
public struct Needs: Codable, Hashable, Sendable {
    /// What must be: a stack that lacks one is excluded.
    public private(set) var hard: [Need]
    /// What would be good: it ranks the stacks that remain.
    public private(set) var wishes: [Need]

    /// Needs in any order; a wish that is also a hard need is dropped.
    public init(hard: [Need], wishes: [Need] = []) {
        self.hard = Set(hard).sorted()
        self.wishes = Set(wishes).subtracting(hard).sorted()
    }

    /// Reads `hard` and `wishes`, either of which may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            hard: try container.decodeIfPresent([Need].self, forKey: .hard) ?? [],
            wishes: try container.decodeIfPresent([Need].self, forKey: .wishes) ?? [])
    }

    private enum CodingKeys: String, CodingKey {
        case hard
        case wishes
    }

    /// The same needs without one.
    func without(_ need: Need) -> Needs {
        Needs(hard: hard.filter { $0 != need }, wishes: wishes.filter { $0 != need })
    }

    /// The value of the first hard need or wish of a kind.
    func value(_ kind: Need.Kind) -> String? {
        (hard + wishes).first { $0.kind == kind }?.value
    }
}
