import StrataAPI
import Testing

@Suite struct PatchTests {
    /// The examples of RFC 7386, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#), (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `a merge patch does what RFC 7386 says`(original: String, patch: String, result: String) throws {
        #expect(try JSONValue(parsing: original).merged(with: JSONValue(parsing: patch)) == JSONValue(parsing: result))
    }

    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":1}]"#, #"{"baz":1,"foo":"bar"}"#),
        (
            #"{"foo":["a","c"]}"#, #"[{"op":"add","path":"/foo/1","value":"b"},{"op":"add","path":"/foo/-","value":"d"}]"#,
            #"{"foo":["a","b","c","d"]}"#
        ),
        (#"{"foo":["a","b"]}"#, #"[{"op":"remove","path":"/foo/0"}]"#, #"{"foo":["b"]}"#),
        (#"{"a":{"b":1},"c":{}}"#, #"[{"op":"move","from":"/a/b","path":"/c/d"}]"#, #"{"a":{},"c":{"d":1}}"#),
        (#"{"a/b":{"~":1}}"#, #"[{"op":"replace","path":"/a~1b/~0","value":2}]"#, #"{"a/b":{"~":2}}"#),
        (#"{"a":1}"#, #"[{"op":"test","path":"/a","value":1},{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
    ])
    func `a JSON patch does what RFC 6902 says`(original: String, patch: String, result: String) throws {
        #expect(try JSONPatch(JSONValue(parsing: patch)).applied(to: JSONValue(parsing: original)) == JSONValue(parsing: result))
    }

    @Test(arguments: [
        #"{"op":"add"}"#, #"[{"op":"add","path":"a","value":1}]"#, #"[{"op":"fly","path":"/a"}]"#, #"[{"op":"remove","path":"/x"}]"#,
        #"[{"op":"test","path":"/a","value":2}]"#, #"[{"op":"add","path":"/b/9","value":1}]"#,
        #"[{"op":"move","from":"/c","path":"/c/d"}]"#,
        #"[{"op":"add","path":"/b/01","value":1}]"#,
    ])
    func `a patch that does not fit changes nothing and says why`(patch: String) throws {
        let object: JSONValue = ["a": 1, "b": [1], "c": ["d": [:]]]
        #expect(throws: PatchError.self) { try JSONPatch(JSONValue(parsing: patch)).applied(to: object) }
    }

    @Test func `a strategic patch merges lists by their keys`() throws {
        let shape = ObjectMeta.schema.shape
        let meta: JSONValue = ["finalizers": ["a", "b"], "labels": ["x": "1"]]
        let patch: JSONValue = ["finalizers": ["c"], "$deleteFromPrimitiveList/finalizers": ["a"], "labels": ["x": .null, "y": "2"]]
        let merged = try meta.strategicallyMerged(with: patch, shape)
        #expect(merged["finalizers"] == ["b", "c"])
        #expect(merged["labels"] == ["y": "2"])
    }

    private let shape = Instance.schema.shape

    @Test func `an apply that takes another manager's field is refused unless forced`() throws {
        var managed = ManagedFields(of: [:], apiVersion: "strata.dev/v1alpha1", shape: shape)
        let first = try managed.apply(
            ["spec": ["memory": "64Mi", "site": "s"]], over: [:], manager: "one", subresource: "", force: false, now: .now())
        #expect(throws: ManagedFields.Conflict.self) {
            var copy = managed
            _ = try copy.apply(["spec": ["memory": "96Mi"]], over: first, manager: "two", subresource: "", force: false, now: .now())
        }
        let forced = try managed.apply(["spec": ["memory": "96Mi"]], over: first, manager: "two", subresource: "", force: true, now: .now())
        #expect(forced["spec"]?["memory"] == "96Mi")
        #expect(managed.entries.first { $0.manager == "one" }?.fields.leaves == [["f:spec", "f:site"]])
    }

    @Test func `a conflict names everybody who holds the field, and all of their fields`() throws {
        var managed = ManagedFields(of: [:], apiVersion: "v", shape: shape)
        let document: JSONValue = ["spec": ["memory": "64Mi", "site": "s"]]
        var object = try managed.apply(document, over: [:], manager: "two", subresource: "", force: false, now: .now())
        object = try managed.apply(document, over: object, manager: "one", subresource: "", force: false, now: .now())
        let conflict = #expect(throws: ManagedFields.Conflict.self) {
            var copy = managed
            let other: JSONValue = ["spec": ["memory": "96Mi", "site": "t"]]
            _ = try copy.apply(other, over: object, manager: "three", subresource: "", force: false, now: .now())
        }
        #expect(conflict?.holders.map(\.manager) == ["one", "two"])
        #expect(conflict?.holders.map(\.fields) == [[".spec.memory", ".spec.site"], [".spec.memory", ".spec.site"]])
    }

    @Test func `fields that an object still has as they were applied can be taken over, others not`() throws {
        var managed = ManagedFields(of: [:], apiVersion: "v", shape: shape)
        let before: JSONValue = ["spec": ["memory": "64Mi", "hostname": "a"]]
        var object = try managed.apply(before, over: [:], manager: "one", subresource: "", force: false, now: .now())
        let unchanged = managed.unchanged(["spec": ["memory": "64Mi", "hostname": "b"]], in: object)
        #expect(unchanged.leaves == [["f:spec", "f:memory"]])
        object = try managed.apply(
            ["spec": ["memory": "96Mi"]], over: object, manager: "two", subresource: "", force: false, condoned: unchanged, now: .now())
        #expect(object["spec"]?["memory"] == "96Mi")
        #expect(managed.entries.first { $0.manager == "one" }?.fields.leaves == [["f:spec", "f:hostname"]])
        #expect(throws: ManagedFields.Conflict.self) {
            var copy = managed
            _ = try copy.apply(
                ["spec": ["hostname": "c"]], over: object, manager: "two", subresource: "", force: false, condoned: unchanged, now: .now())
        }
    }

    @Test func `a client's record replaces the object's where it can be read`() {
        func entries(_ given: JSONValue?) -> Int? { ManagedFields(replacedBy: given, apiVersion: "v", shape: shape)?.entries.count }
        let entry: JSONValue = ["manager": "m", "operation": "Apply", "fieldsV1": ["f:spec": ["f:memory": [:]]]]
        #expect(entries([entry]) == 1)
        #expect(entries([[:]]) == 0)
        for unreadable: JSONValue? in [nil, .null, [], "x", [entry, [:]], [["manager": "m"]]] { #expect(entries(unreadable) == nil) }
    }

    @Test func `a field that its only applier leaves out is removed, one that others hold stays`() throws {
        var managed = ManagedFields(of: [:], apiVersion: "v", shape: shape)
        var object = try managed.apply(
            ["spec": ["memory": "64Mi", "processes": 5]], over: [:], manager: "one", subresource: "", force: false, now: .now())
        object = try managed.apply(["spec": ["memory": "64Mi"]], over: object, manager: "two", subresource: "", force: false, now: .now())
        object = try managed.apply(["spec": ["site": "s"]], over: object, manager: "one", subresource: "", force: false, now: .now())
        #expect(object["spec"]?["processes"] == nil)
        #expect(object["spec"]?["memory"] == "64Mi")
        #expect(object["spec"]?["site"] == "s")
    }

    @Test func `an update takes the fields it changes`() throws {
        var managed = ManagedFields(of: [:], apiVersion: "v", shape: shape)
        let before = try managed.apply(
            ["spec": ["memory": "64Mi", "site": "s"]], over: [:], manager: "one", subresource: "", force: false, now: .now())
        var after = before
        after[path: ["spec", "memory"]] = "96Mi"
        managed.recordUpdate(from: before, to: after, manager: "editor", subresource: "", now: .now())
        #expect(managed.entries.first { $0.manager == "editor" }?.fields.leaves == [["f:spec", "f:memory"]])
        let again = ManagedFields(of: ["metadata": ["managedFields": managed.json ?? .null]], apiVersion: "v", shape: shape)
        #expect(again.json == managed.json)
    }
}
