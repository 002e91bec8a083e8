/// A piece of an XML document.
public enum XMLNode: Sendable, Hashable {
    case element(XMLElement)
    /// Characters, with entities resolved.
    case text(String)
    /// What stands between `<!--` and `-->`.
    case comment(String)
    /// What stands between `<![CDATA[` and `]]>`.
    case cdata(String)
    /// What stands between `<?` and `?>`.
    case instruction(String)
}

/// An element with everything in it, in the order in which it was read: what nobody here knows stays as it is when the document is written again.
///
/// Names are as they stand in the document, with their prefixes; a prefix's declaration is an attribute (`xmlns:qemu`) like any other.
public struct XMLElement: Sendable, Hashable {
    /// A name and what it is set to, with entities resolved.
    public struct Attribute: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public var name: String
    public var attributes: [Attribute]
    public var nodes: [XMLNode]

    public init(_ name: String, _ attributes: [(String, String)] = [], text: String? = nil, _ children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.0, value: $0.1) }
        nodes = (text.map { [.text($0)] } ?? []) + children.map(XMLNode.element)
    }

    /// An attribute's value; setting nil removes it.
    public subscript(attribute name: String) -> String? {
        get { attributes.first { $0.name == name }?.value }
        set {
            let place = attributes.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): attributes[place].value = value
            case (let place?, nil): attributes.remove(at: place)
            case (nil, let value?): attributes.append(Attribute(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The name without its prefix.
    public var localName: Substring { name[(name.firstIndex(of: ":").map(name.index(after:)) ?? name.startIndex)...] }

    /// The elements directly in it.
    public var children: [XMLElement] {
        nodes.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The elements of a name directly in it.
    public func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The first element of a name directly in it.
    ///
    /// Setting it changes that one where it is, appends one that is missing, and removes it when nil.
    public subscript(_ name: String) -> XMLElement? {
        get {
            for case .element(let element) in nodes where element.name == name { return element }
            return nil
        }
        set {
            let place = nodes.firstIndex { if case .element(let element) = $0 { element.name == name } else { false } }
            switch (place, newValue) {
            case (let place?, let element?): nodes[place] = .element(element)
            case (let place?, nil): nodes.remove(at: place)
            case (nil, let element?): nodes.append(.element(element))
            case (nil, nil): break
            }
        }
    }

    /// The characters directly in it, without blanks around them. Setting them replaces characters and leaves elements.
    public var text: String {
        get {
            var text = ""
            for node in nodes {
                switch node {
                case .text(let part), .cdata(let part): text += part
                case .element, .comment, .instruction: continue
                }
            }
            return text.trimmingBlanks
        }
        set {
            nodes.removeAll {
                switch $0 {
                case .text, .cdata: true
                case .element, .comment, .instruction: false
                }
            }
            nodes.insert(.text(newValue), at: 0)
        }
    }

    /// The first element at a path of names.
    public func at(_ path: String...) -> XMLElement? {
        var element: XMLElement? = self
        for name in path { element = element?[name] }
        return element
    }
}

extension String {
    /// Without white space of XML's at its ends (XML 1.0, production 3).
    var trimmingBlanks: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(scalars[first...last])
    }
}
