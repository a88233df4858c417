import Testing

@testable import Lab

@Suite struct ModuleOrderTests {
    @Test func keepsTheOrderAndNamesEachFileOnce() {
        var order = ModuleOrder()
        order.add("insmod /tree/net/failover.ko.xz \ninsmod /tree/net/virtio_net.ko.xz csum=1\n")
        order.add("builtin virtio_pci\n")
        order.add("insmod /tree/net/failover.ko.xz\ninsmod /tree/rdma/rdma_rxe.ko\n")
        #expect(
            order.files == [
                "/tree/net/failover.ko.xz", "/tree/net/virtio_net.ko.xz", "/tree/rdma/rdma_rxe.ko",
            ])
    }

    @Test(arguments: ["", "\n\n", "modprobe: FATAL: Module x not found", "insmod", "install /x y"])
    func ignoresWhatIsNoModule(text: String) {
        var order = ModuleOrder()
        order.add(text)
        #expect(order.files.isEmpty)
    }

    @Test(arguments: [
        ("/a/b/rdma_rxe.ko.xz", "rdma_rxe.ko"), ("/a/b.ko/c.ko", "c.ko"), ("x.ko.zst", "x.ko"),
        ("plain", "plain"),
    ])
    func keepsModulesUnpacked(path: String, name: String) {
        #expect(ModuleOrder.keptName(path) == name)
    }
}

@Suite struct PackageNameTests {
    @Test func findsTheImageThatAMetaPackageNeeds() {
        let text = """
            linux-image-6.12-amd64
              Depends: linux-base
              Depends: linux-image-6.12.117+deb12-amd64
            """
        #expect(KernelStore.dependency(in: text) == "linux-image-6.12.117+deb12-amd64")
        #expect(KernelStore.dependency(in: "E: No packages found") == nil)
        #expect(KernelStore.dependency(in: "  Conflicts: linux-image-6.1") == nil)
    }

    @Test func aNewerVersionComesLater() {
        let versions = ["6.12.9-amd64", "6.1.0-44-amd64", "6.12.117+deb12-amd64"]
        let sorted = versions.sorted {
            KernelStore.numbers($0).lexicographicallyPrecedes(KernelStore.numbers($1))
        }
        #expect(sorted == ["6.1.0-44-amd64", "6.12.9-amd64", "6.12.117+deb12-amd64"])
    }
}
