internal import Glibc
internal import Platform
internal import SystemPackage

/// What runs the machines' instructions.
public enum Accelerator: String, Sendable, CaseIterable, Codable {
    /// The processor, through the kernel's KVM.
    case kvm
    /// QEMU itself: everywhere, and tens of times slower.
    case tcg

    /// What the user asked for.
    public enum Choice: String, Sendable, CaseIterable {
        /// KVM where it works, else software emulation.
        case auto
        case kvm, tcg
    }

    /// Words for a person.
    public var summary: String {
        switch self {
        case .kvm: "KVM"
        case .tcg: "software emulation"
        }
    }

    /// QEMU's words.
    var arguments: [String] {
        switch self {
        case .kvm: ["-accel", "kvm", "-cpu", "host"]
        case .tcg: ["-accel", "tcg,thread=multi", "-cpu", "max"]
        }
    }

    /// Seconds until the kernel must have come to its first program, and until the machine must
    /// be ready.
    ///
    /// Some hosts have a /dev/kvm under which nothing starts; two busy cores may emulate for a
    /// minute.
    var patience: (start: Double, ready: Double) {
        switch self {
        case .kvm: (10, 40)
        case .tcg: (90, 180)
        }
    }

    /// Why KVM cannot be used; nil where it can be tried.
    static func obstacleToKVM(device: String = "/dev/kvm") -> String? {
        do {
            Files.close(try Files.open(device, .readWrite, [.closeOnExec]))
            return nil
        } catch {
            switch error.code {
            case ENOENT: return "this host has no \(device)"
            case EACCES, EPERM:
                return "\(device) may not be opened (sudo adduser $USER kvm, and log in again)"
            default: return "\(error)"
            }
        }
    }
}
