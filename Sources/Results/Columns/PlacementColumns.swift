/// Where memory and threads went; the column exists with `source_` and with `destination_`.
package struct PlacementColumns: ColumnGroup {
    static let group = "placement"

    package let placement = Self.text(
        "placement",
        "NUMA node of guest memory and CPUs of threads by role that these were bound to; none where "
            + "nothing was",
        since: 9)
}
