import StrataAPI
import StrataCatalog

/// Stacks as a program that has three would serve them.
enum FixedSample {
    static let revision: UInt64 = 4711

    static let stacks = KindDefinition(
        StackObject.self,
        documents: FixedDocuments(count: 3) {
            FixedDocuments.Contents(
                revision: revision,
                documents: ["xen", "lxc", "proxmox"].enumerated().map { number, name in
                    FixedDocuments.Document(
                        metadata: ["name": .string(name), "uid": .string("uid-\(name)")],
                        members: Array(#""spec":{"number":\#(number + 1),"title":"\#(name.uppercased())"}"#.utf8))
                })
        })

    static let recommendations = KindDefinition(RecommendationObject.self, answer: RecommendationObject.answer)
}
