import Programs
import Testing

@Suite struct PackageManagerTests {
    @Test(arguments: [
        ("ID=debian\nVERSION_ID=\"12\"\n", PackageManager.apt),
        ("NAME=Mint\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", .apt),
        ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", .dnf), ("ID=fedora\n", .dnf),
        ("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", .zypper), ("ID=alpine", .apk),
    ])
    func aHostsOwnIsKnown(text: String, manager: PackageManager) {
        #expect(PackageManager(osRelease: text) == manager)
    }

    @Test(arguments: ["", "ID=plan9\n", "NAME=debian\nVERSION_ID=12\n"])
    func ofOthersNothingIsSaid(text: String) { #expect(PackageManager(osRelease: text) == nil) }

    @Test func itIsAskedForWhatBringsLibraries() {
        func ask(_ manager: PackageManager) -> (command: String?, unknown: [String]) {
            manager.command(
                bringing: ["libnuma.so.1", "libodd.so.7"], packages: ["libnuma.so.1": "libnuma1"])
        }
        #expect(ask(.apt) == ("sudo apt-get install libnuma1", ["libodd.so.7"]))
        #expect(
            ask(.dnf).command == "sudo dnf install 'libnuma.so.1()(64bit)' 'libodd.so.7()(64bit)'")
        #expect(
            ask(.zypper).command
                == "sudo zypper install 'libnuma.so.1()(64bit)' 'libodd.so.7()(64bit)'")
        #expect(ask(.apk).command == "sudo apk add so:libnuma.so.1 so:libodd.so.7")
        let none = PackageManager.apt.command(bringing: ["libodd.so.7"], packages: [:])
        #expect(none == (nil, ["libodd.so.7"]))
    }
}
