import Foundation
import Testing

/// Every decoder of what a peer or a file says has a fuzzer.
@Suite struct FuzzTargetTests {
    private static let folders = ["Sources/Migration/", "Sources/Guest/", "Sources/Session/"]

    /// The types that decode bytes.
    private static func decoders() throws -> Set<String> {
        let files = try Repository.files().filter { file in
            file.isSwift && folders.contains { file.path.hasPrefix($0) }
        }
        return files.reduce(into: []) { types, file in
            var type = ""
            for (_, line) in file.codeLines {
                // Of what it holds none decodes by itself.
                let declaration = /^(?:\w+ )*(?:struct|enum|class|extension) (\w+)/
                if let found = line.firstMatch(of: declaration) {
                    type = String(found.output.1)
                }
                let isDecoder = line.contains(
                    /\binit\(decoding |func decode\(|inHello bytes|JSONDecoder\(\)/)
                if isDecoder { types.insert(type) }
            }
        }
    }

    @Test func everyDecoderIsFuzzed() throws {
        let targets = try FileManager.default
            .contentsOfDirectory(atPath: Repository.root.appending(path: "Fuzz/Targets").path)
            .map { try Repository.text(of: "Fuzz/Targets/\($0)") }.joined()
        let decoders = try Self.decoders()
        #expect(
            decoders.isSuperset(of: [
                "StreamFrame", "Handshake", "Trace", "StateCoding", "FrameBuffer", "HostLease",
            ]))
        for type in decoders {
            // Of a handshake the fuzzer makes one value.
            let isCalled = targets.contains("\(type)(") || targets.contains("\(type).")
            #expect(isCalled, "\(type) decodes bytes, and no target in Fuzz/Targets calls it")
        }
    }

    /// `scripts/fuzz` begins with a corpus for each of them.
    @Test func everyTargetHasACorpus() throws {
        let names = try FileManager.default
            .contentsOfDirectory(atPath: Repository.root.appending(path: "Fuzz/Targets").path)
            .map { String($0.dropLast(".swift".count)) }
        let corpora = try Repository.folders(in: "Fuzz/Corpus")
        #expect(Set(names.filter { !$0.hasPrefix("Fuzz") }) == Set(corpora))
    }
}
