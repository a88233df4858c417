/// Where the time went.
///
/// Every duration is measured on one clock, except for the guest's blackout.
package struct TimeColumns: ColumnGroup {
    static let group = "time"

    package let totalMs = Self.decimal(
        "total_ms", "ms", places: 3, .lowerIsBetter,
        "from the start to the destination's word that the guest runs, or to giving up")
    package let setupMs = Self.decimal(
        "setup_ms", "ms", places: 3, .lowerIsBetter, "until the first page could be sent")
    package let pinSourceMs = Self.decimal(
        "pin_source_ms", "ms", places: 3, .lowerIsBetter, "pinning memory on the source")
    package let pinDestinationMs = Self.decimal(
        "pin_destination_ms", "ms", places: 3, .lowerIsBetter, "pinning memory on the destination")
    package let precopyMs = Self.decimal(
        "precopy_ms", "ms", places: 3, .lowerIsBetter, "sending while the guest ran")
    package let downtimeMs = Self.decimal(
        "downtime_ms", "ms", places: 3, .lowerIsBetter,
        "from before the guest stopped to the destination's word that it runs")
    package let downtimeLastRoundMs = Self.decimal(
        "downtime_last_round_ms", "ms", places: 3, .lowerIsBetter,
        "part of the downtime: stopping the guest and handing over its last pages")
    package let downtimeDeviceStateMs = Self.decimal(
        "downtime_device_state_ms", "ms", places: 3, .lowerIsBetter,
        "part of the downtime: device state, the arrival of all, and the word's way back")
    package let downtimeResumeMs = Self.decimal(
        "downtime_resume_ms", "ms", places: 3, .lowerIsBetter,
        "part of the downtime: resuming the guest, by the destination's clock")
    package let guestBlackoutMs = Self.decimal(
        "guest_blackout_ms", "ms", places: 3, .lowerIsBetter,
        "from the last operation of any vCPU at the source to the first at the destination")
    package let clockUncertaintyUs = Self.decimal(
        "clock_uncertainty_us", "µs", places: 1, .lowerIsBetter,
        "what the offset between the hosts' clocks may be wrong by")
    package let teardownMs = Self.decimal(
        "teardown_ms", "ms", places: 3, .lowerIsBetter, "closing and unpinning, after the end")
}
