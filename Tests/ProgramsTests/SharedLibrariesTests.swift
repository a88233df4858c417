import Programs
import Testing

@Suite struct SharedLibrariesTests {
    @Test func readsWhatLddPrints() {
        let text = """
            \tlinux-vdso.so.1 (0x00007ffd)
            \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
            \tlibgone.so.1 => not found
            \t/lib64/ld-linux-x86-64.so.2 (0x00007f)
            """
        let libraries = SharedLibraries(parsing: text)
        #expect(
            libraries.paths == ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"])
        #expect(libraries.missing == ["libgone.so.1"])
    }

    @Test(arguments: ["", "\tstatically linked\n", "/bin/busybox:\n\tnot a dynamic executable\n"])
    func aStaticProgramNeedsNone(text: String) {
        let libraries = SharedLibraries(parsing: text)
        #expect(libraries.paths.isEmpty)
        #expect(libraries.missing.isEmpty)
    }
}
