import Testing

@testable import LXDDriver

struct ParserTests {
    @Test(arguments: [("2", 2.0), ("0-3", 4), ("1,3", 2), ("0-1,3", 3)])
    func `a set of processors is as many as it names`(text: String, cores: Double) {
        #expect(MachineLimits.cores(inSet: text) == cores)
    }
}
