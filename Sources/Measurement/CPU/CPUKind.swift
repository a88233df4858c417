/// What a CPU's time went to, in the order of the fields of `/proc/stat`.
///
/// The kernel counts a virtual machine's time in `guest` and `guest_nice` too, but it is already part of
/// `user` and `nice`, so those two fields are not read.
public enum CPUKind: Int, CaseIterable, Sendable {
    /// Programs.
    case user
    /// Programs of lowered priority.
    case nice
    /// The kernel, for a program.
    case system
    /// Nothing to do.
    case idle
    /// Nothing to do while a disk works. Unreliable by the kernel's own account; counted as idle.
    case iowait
    /// Hardware interrupts.
    case irq
    /// Deferred interrupt work: most of what receiving from a network costs.
    case softirq
    /// Wanted to run, but the hypervisor ran something else.
    case steal

    /// The kinds that are work done by this host: neither idle nor taken away by a hypervisor.
    static let busy: [CPUKind] = [.user, .nice, .system, .irq, .softirq]

    /// The kinds that are no work of this host.
    static let other: [CPUKind] = [.idle, .iowait, .steal]
}
