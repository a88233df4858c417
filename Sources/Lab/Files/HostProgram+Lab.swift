internal import Programs

/// What the lab uses of this host.
extension HostProgram {
    static let qemu = HostProgram(name: "qemu-system-x86_64", package: "qemu-system-x86")
    static let busybox = HostProgram(name: "busybox", package: "busybox-static")
    static let depmod = HostProgram(name: "depmod", package: "kmod")
    static let modprobe = HostProgram(name: "modprobe", package: "kmod")
    static let xz = HostProgram(name: "xz", package: "xz-utils")
    static let cpio = HostProgram(name: "cpio", package: "cpio")
    static let ip = HostProgram(name: "ip", package: "iproute2")
    static let rdma = HostProgram(name: "rdma", package: "iproute2")
    static let tc = HostProgram(name: "tc", package: "iproute2")
    static let setpriv = HostProgram(name: "setpriv", package: "util-linux")
    static let aptGet = HostProgram(name: "apt-get", package: "apt")
    static let aptCache = HostProgram(name: "apt-cache", package: "apt")
    static let dpkg = HostProgram(name: "dpkg", package: "dpkg")

    /// All that is needed on any host.
    static let always = [qemu, busybox, depmod, modprobe, xz, cpio, ip, rdma, tc, setpriv]
    /// What is needed besides to fetch a kernel.
    static let forFetching = [aptGet, aptCache, dpkg]

    /// Checks that all of `programs` are there.
    static func require(_ programs: [HostProgram]) throws(LabError) {
        let missing = programs.filter { $0.path == nil }
        if !missing.isEmpty { throw .missing(missing) }
    }
}
