/// Which way guests go.
public enum TrafficDirection: String, Codable, Sendable, CaseIterable {
    /// From the source to the destination.
    case forward
    /// As many the other way at the same time.
    case both
}

/// How many guests migrate at once over one pair of hosts.
public struct Concurrency: Codable, Sendable, Hashable {
    /// The guests of each way, 1 to ``maximumGuests``.
    public var guests: Int
    /// Which way they go.
    public var direction: TrafficDirection

    /// One guest, from the source to the destination.
    public static let alone = Concurrency(guests: 1, direction: .forward)

    /// The most guests of each way: two processes each, and one thread of the coordinator.
    public static let maximumGuests = 64

    /// Puts the parts together.
    public init(guests: Int, direction: TrafficDirection) {
        self.guests = guests
        self.direction = direction
    }

    /// The guests that migrate at the same time, of both ways.
    public var atOnce: Int { direction == .both ? 2 * guests : guests }

    /// Whether a guest has the hosts for itself.
    public var isAlone: Bool { atOnce == 1 }

    /// For plans and progress: `3 guests at once`, `2 guests each way at once`.
    public var words: String {
        let number = guests == 1 ? "1 guest" : "\(guests) guests"
        return direction == .both ? "\(number) each way at once" : "\(number) at once"
    }
}

extension CaseSpec {
    /// Memory that each host needs for all guests that migrate at once, in bytes.
    ///
    /// Of those that go both ways, either host is the one end of each.
    public var memoryBytesEachEnd: Int { concurrency.atOnce * memoryBytesOfOneEnd }

    /// What of it must be reserved in huge pages of 2 MiB, in bytes.
    public var reservedBytesEachEnd: Int { concurrency.atOnce * reservedBytesOfOneEnd }

    /// Memory that is pinned on the source's host at most, in bytes: by those that come back, too.
    public var pinnedBytesOnSource: Int {
        pinned(pinnedBytesBySender, back: pinnedBytesByReceiver)
    }

    /// Memory that is pinned on the destination's host at most, in bytes.
    public var pinnedBytesOnDestination: Int {
        pinned(pinnedBytesByReceiver, back: pinnedBytesBySender)
    }

    private func pinned(_ bytes: Int, back: Int) -> Int {
        concurrency.guests * (concurrency.direction == .both ? bytes + back : bytes)
    }
}
