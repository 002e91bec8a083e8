import Foundation
import StrataAPI
import StrataConformance
import StrataDaemon
import StrataDriverKit
import Testing

/// The published matrix is that of the published reports, and these are of the contracts that there are.
struct MatrixTests {
    private static let docs = String(#filePath.dropLast("/Tests/ConformanceTests/MatrixTests.swift".count)) + "/docs"

    @Test func `the support matrix is made of the reports beside it`() throws {
        let page = try String(contentsOf: URL(filePath: "\(Self.docs)/support-matrix.md"), encoding: .utf8)
        #expect(try page == SupportMatrix.published(in: "\(Self.docs)/conformance").markdown, "`make matrix` makes it anew")
    }

    @Test func `each report tells of every contract there is, and of no broken one`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.docs)/conformance")
        #expect(!files.isEmpty)
        for file in files {
            let json = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: "\(Self.docs)/conformance/\(file)"))))
            let report = try #require(ConformanceReport(json: json), "\(file)")
            #expect(report.results.map(\.id) == Contract.all.map(\.id), "`make matrix` makes \(file) anew")
            #expect(report.broken.map(\.id) == [], "\(file)")
            #expect(Kinds.drivers.contains { $0.stack == report.stack }, "\(file)")
        }
    }

    @Test func `ids of contracts are unique and their promises are sentences`() {
        #expect(Set(Contract.all.map(\.id)).count == Contract.all.count)
        for contract in Contract.all { #expect(contract.promise.hasSuffix("."), "\(contract.id)") }
    }

    @Test func `every ability that needs no machines of others has a contract`() {
        // Whoever tries whether a host can be emptied empties it of all machines, others' too.
        for ability in Ability.allCases where ability != .evacuation {
            #expect(Contract.all.contains { $0.ability == ability }, "\(ability)")
        }
    }
}
