import StrataAPI

extension ContractResult {
    /// One line: the verdict, the id, the time, and what is to be said of it.
    public var line: String {
        let seconds = Self.seconds(duration)
        return switch verdict {
        case .kept: "ok    \(id)  (\(seconds) s)"
        case .broken(let why): "FAIL  \(id)  (\(seconds) s)\n      \(promise)\n      \(why)"
        case .notTried(let why): "skip  \(id)  \(why)"
        }
    }

    /// Seconds with two digits after the point.
    static func seconds(_ duration: Duration) -> String {
        let hundredths = Int(duration / .milliseconds(10))
        let rest = "\(hundredths % 100)"
        return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest)"
    }
}

extension ConformanceReport {
    /// How it ended, in one line.
    public var summary: String {
        let counts = counts
        return "\(stack) (\(version)) on \(site): \(counts.kept) kept, \(counts.broken) broken, \(counts.notTried) not tried, "
            + "in \(ContractResult.seconds(duration)) s"
    }

    /// The report as JUnit XML, as continuous integration servers read it.
    public var junit: String {
        let counts = counts
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            "<testsuites>",
            "  <testsuite name=\(Self.quoted("\(stack) on \(site)")) tests=\"\(results.count)\" failures=\"\(counts.broken)\" "
                + "skipped=\"\(counts.notTried)\" time=\"\(ContractResult.seconds(duration))\">",
            "    <properties><property name=\"version\" value=\(Self.quoted(version))/></properties>",
        ]
        for result in results {
            let head =
                "    <testcase classname=\(Self.quoted("\(stack).\(result.ability.isEmpty ? "required" : result.ability)")) "
                + "name=\(Self.quoted(result.id)) time=\"\(ContractResult.seconds(result.duration))\""
            switch result.verdict {
            case .kept: lines.append("\(head)/>")
            case .broken(let why):
                lines.append("\(head)><failure message=\(Self.quoted(result.promise))>\(XMLText.escaped(why))</failure></testcase>")
            case .notTried(let why): lines.append("\(head)><skipped message=\(Self.quoted(why))/></testcase>")
            }
        }
        return (lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String { "\"\(XMLText.escaped(text))\"" }
}
