internal import CLinux
internal import Glibc

/// What the kernel knows of TCP connections (TCP_INFO in tcp(7)).
public struct TCPFigures: Codable, Sendable, Hashable {
    /// Segments that were sent again since the connection was made.
    public var retransmits: UInt64
    /// The smoothed round trip in microseconds; of several connections the longest.
    public var roundTripMicroseconds: Double
    /// The congestion window in segments; of several connections the sum.
    public var windowSegments: UInt64

    /// Puts figures together.
    public init(retransmits: UInt64, roundTripMicroseconds: Double, windowSegments: UInt64) {
        self.retransmits = retransmits
        self.roundTripMicroseconds = roundTripMicroseconds
        self.windowSegments = windowSegments
    }

    /// The figures of two connections together.
    public static func + (left: TCPFigures, right: TCPFigures) -> TCPFigures {
        TCPFigures(
            retransmits: left.retransmits + right.retransmits,
            roundTripMicroseconds: max(left.roundTripMicroseconds, right.roundTripMicroseconds),
            windowSegments: left.windowSegments + right.windowSegments)
    }
}

extension StreamSocket {
    /// What the kernel knows of the connection now; nil once it is closed here.
    public var figures: TCPFigures? {
        handle.whileOpen { descriptor in
            var retransmits: UInt32 = 0
            var roundTrip: UInt32 = 0
            var window: UInt32 = 0
            let result = unsafe linux_tcp_figures(descriptor, &retransmits, &roundTrip, &window)
            precondition(result == 0, "TCP_INFO was refused for a TCP socket")
            return TCPFigures(
                retransmits: UInt64(retransmits), roundTripMicroseconds: Double(roundTrip),
                windowSegments: UInt64(window))
        }
    }
}
