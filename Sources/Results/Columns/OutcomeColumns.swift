/// How a run ended.
package struct OutcomeColumns: ColumnGroup {
    static let group = "outcome"

    package let status = Self.text(
        "status", "completed, not_converged, failed, corrupt or skipped")
    package let reason = Self.text("reason", "why it did not complete")
    package let verified = Self.flag(
        "verified", "the guest ran on at the destination and both ends' memory digests agree")
    package let disturbed = Self.text(
        "disturbed", "no, or what else a host did meanwhile: then figures may be off", since: 7)
}
