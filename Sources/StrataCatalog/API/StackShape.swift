import StrataAPI

/// The fields of the kind `Stack`, for `kubectl explain stack` and OpenAPI.
enum StackShape {
    /// Boxes nest; OpenAPI schemas of Kubernetes do not refer to themselves. No stack nests deeper.
    static let nesting = 4

    static let object = Shape(
        .object([
            .init("metadata", ObjectMeta.schema.shape),
            .init("spec", spec.described("Everything the catalog knows of the stack."), isRequired: true),
        ]), "One of the thirty virtualization stacks: what it is made of, how it works, what it suits. Part of the program and read-only.")

    private static let spec = Shape(
        .object([
            .init("number", Shape(.integer(1...30), "Its number in the list of thirty; 17 is an alias of 5.")),
            .init("id", text("Its short name, as commands take it.")),
            .init("title", text("Its name in the reference table.")),
            .init("chain", texts("The way from hardware to workload.")),
            .init("path", texts("The reference table's layers, from bottom to top.")),
            .init("bestFor", text("What it is best for.")),
            .init("complexity", text("How much work it is, from Low to Extreme.")),
            .init("aliases", list(alias, "Further numbers under which it is listed.")),
            .init("layers", list(layer, "The rows of its picture, from workloads to bare metal.")),
            .init("links", list(link, "The connections between layers, from top to bottom.")),
            .init("clusters", list(cluster, "Pictures of several nodes that work together.")),
            .init("howItWorks", texts("Step by step, how the parts work together.")),
            .init("useCase", text("Where it is used.")),
            .init("pros", texts("Advantages.")),
            .init("cons", list(con, "Disadvantages, each with what Strata does about it.")),
            .init("facts", list(fact, "Facts, each with its source.")),
            .init("errata", list(erratum, "Where the document that the names come from is wrong.")),
        ]))

    private static let alias = object("A second number.") {
        [
            .init("number", Shape(.integer(1...30), "The number.")), .init("title", text("Its name there.")),
            .init("chain", texts("The way from hardware to workload there.")), .init("path", texts("The reference table's layers.")),
            .init("bestFor", text("What it is best for, as listed there.")), .init("complexity", text("The rating there.")),
        ]
    }

    private static let layer = object("One row of the picture.") {
        [
            .init("id", text("Its name, unique within the stack.")), .init("label", text("What stands above its boxes.")),
            .init("notes", texts("Remarks beside the boxes.")), .init("rows", list(row(nesting), "Its boxes.")),
        ]
    }

    private static func row(_ depth: Int) -> Shape {
        object("Boxes that stand beside or below each other.") {
            [
                .init("style", Shape(.string(StringRule(allowed: BoxRow.Style.allCases.map(\.rawValue))), "How the row is drawn.")),
                .init(
                    "sample",
                    Shape(
                        .string(StringRule(allowed: BoxRow.Sample.allCases.map(\.rawValue))),
                        "What the boxes are examples of: a live picture shows a site's own in their place.")),
                .init(
                    "holds",
                    Shape(.string(StringRule(allowed: InstanceType.allCases.map(\.rawValue))), "What the instances are that it is for.")),
                .init("peers", text("What connects neighbours in the row.")),
                .init("boxes", list(box(depth), "The boxes.")),
            ]
        }
    }

    private static func box(_ depth: Int) -> Shape {
        object("A part of a layer.") {
            [
                .init("id", text("Its name, by which drivers report its state.")), .init("label", text("The part's name.")),
                .init("details", texts("Lines below the name.")),
                .init("rows", depth > 0 ? list(row(depth - 1), "Boxes inside this one.") : list(Shape(.any), "Boxes inside this one.")),
            ]
        }
    }

    private static let link = object("A connection from one layer to the next.") {
        [
            .init("from", text("The upper layer.")), .init("to", text("The lower layer.")), .init("label", text("What crosses it.")),
            .init("taps", texts("Boxes of the upper layer whose lines join into it.")),
        ]
    }

    private static let cluster = object("A picture of several nodes.") {
        [
            .init("id", text("Its name.")), .init("title", text("Its heading.")),
            .init("drawnIn", text("The layer of the main picture that shows it, where it is no picture of its own.")),
            .init("layers", list(layer, "Its rows.")), .init("links", list(link, "The connections between its rows.")),
        ]
    }

    private static let con = object("A disadvantage.") {
        [
            .init("text", text("The disadvantage.")),
            .init(
                "verdict",
                Shape(
                    .string(StringRule(allowed: Con.Verdict.allCases.map(\.rawValue))),
                    "Whether a feature of Strata removes it, one will, or none can.")),
            .init("because", text("The feature, or the reason.")),
        ]
    }

    private static let fact = object("Something known.") {
        [
            .init("key", Shape(.string(StringRule(allowed: FactKey.allCases.map(\.rawValue))), "What it is about.")),
            .init("values", texts("What is so.")), .init("note", text("Limits and conditions.")), .init("source", source),
        ]
    }

    private static let erratum = object("A mistake of the document.") {
        [
            .init("says", text("What the document says.")), .init("correction", text("What is so.")), .init("source", source),
        ]
    }

    /// Where something is known from.
    static let source = object("Where it is known from.") {
        [.init("title", text("The document's title.")), .init("url", text("Its address."))]
    }

    static func object(_ description: String, _ properties: () -> [Shape.Property]) -> Shape { Shape(.object(properties()), description) }
    static func text(_ description: String) -> Shape { Shape(.string(StringRule()), description) }
    static func texts(_ description: String) -> Shape { list(Shape(.string(StringRule())), description) }
    static func list(_ element: Shape, _ description: String) -> Shape { Shape(.list(element, .atomic), description) }
}
