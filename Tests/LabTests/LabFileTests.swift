import Testing

@testable import Lab

@Suite struct LabFileTests {
    private static let libraries = "usr/lib/x86_64-linux-gnu"

    @Test(arguments: [
        ("./probe", "./probe", "bin/probe"), ("/a/b=c", "/a/b", "bin/c"),
        ("/a/b=/etc/c/d", "/a/b", "etc/c/d"), ("/a=b/c=d", "/a=b/c", "bin/d"),
        ("/a/libx.so.1", "/a/libx.so.1", "\(libraries)/libx.so.1"),
        ("/a/libx.so", "/a/libx.so", "\(libraries)/libx.so"),
        ("/a/b=liby.so", "/a/b", "\(libraries)/liby.so"),
        ("/a/libx.so=/opt/libx.so", "/a/libx.so", "opt/libx.so"),
    ])
    func aFileHasItsPlace(text: String, path: String, place: String) throws {
        let file = try #require(LabFile(parsing: text))
        #expect(file.path == path)
        #expect(file.place == place)
    }

    @Test(arguments: ["", "/", "=", "=x", "x=", "/a/", "x=/", "x=/a/", "x=../y", "x=/a/../b"])
    func nothingElseHasOne(text: String) { #expect(LabFile(parsing: text) == nil) }

    @Test func aFolderIsNoFile() throws {
        let file = try #require(LabFile(parsing: "/proc/self"))
        let error = #expect(throws: LabError.self) { try file.facts() }
        #expect(error?.description.contains("is no file") == true)
    }

    @Test(
        arguments: [
            ("exit code 0", 0), ("exit code 127", 127), ("killed by signal 9", 137),
            ("its output ended", nil), ("exit code ", nil), ("exit code 1 or so", nil),
        ] as [(String, Int32?)])
    func endingsHaveTheExitCodesOfAShell(how: String, code: Int32?) {
        #expect(LabPlan.exitCode(how) == code)
    }
}
