/// Checks of the ways to other hosts.
extension Doctor {
    static func nic(_ facts: HostFacts) -> Finding {
        // The fastest link that is up; an unknown speed (most virtual NICs) comes last.
        guard let link = facts.network.links.max(by: { ($0.speedMbps ?? 0) < ($1.speedMbps ?? 0) })
        else {
            return .warning(
                .nic, "none up",
                because: "only loopback is left, which has no link and no second host's CPU",
                remedy: "sudo ip link set dev NAME up")
        }
        let speed = link.speedMbps.map(speedText) ?? "speed unknown"
        let observed = "\(link.name) \(speed) MTU \(link.mtuBytes.map(String.init) ?? "unknown")"
        guard let speedMbps = link.speedMbps else {
            return .warning(
                .nic, observed, because: "without the link's speed there is no ceiling to hold to",
                remedy: "not from here: a virtual card does not say; measure with iperf3")
        }
        if speedMbps <= 10_000 {
            return .warning(
                .nic, observed,
                because: "so slow a link is every transport's limit, and hides how they differ",
                remedy: "not from here: another card, or another interface for --data-address")
        }
        if let mtu = link.mtuBytes, mtu < 9000 {
            return .warning(
                .nic, observed, because: "small packets cost TCP more CPU than large ones",
                remedy: "sudo ip link set dev \(link.name) mtu 9000")
        }
        return .ok(.nic, observed)
    }

    static func speedText(_ mbps: Int) -> String {
        if mbps < 1000 { return "\(mbps) Mb/s" }
        // 2.5 Gb/s is the only speed with a fraction that links have.
        let tenths = mbps % 1000 / 100
        return "\(mbps / 1000)\(tenths == 0 ? "" : ".\(tenths)") Gb/s"
    }
}
