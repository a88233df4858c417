/// The columns of `cpus.csv`: one row a CPU of a host that did anything during a migration.
public enum ProcessorColumns {
    package static let cpu = ProcessorGroup()

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(cpu.columns)

    /// The schema version that ``all`` makes up.
    public static let schemaVersion = all.map(\.since).max() ?? 1
}

/// What one CPU did over the span.
package struct ProcessorGroup: ColumnGroup {
    static let group = "CPU by CPU"

    package let schemaVersion = RunColumns.identity.schemaVersion
    package let suiteID = RunColumns.identity.suiteID
    package let runID = RunColumns.identity.runID
    package let side = Self.text(
        "side", "the end whose host it is of: source or destination", since: 11)
    package let cpu = Self.integer("cpu", "number of the CPU, from 0", since: 11)
    package let busyS = Self.decimal(
        "busy_s", "s", places: 3, .lowerIsBetter, "all that it did", since: 11)
    package let userS = Self.decimal(
        "user_s", "s", places: 3, .lowerIsBetter, "in user mode", since: 11)
    package let systemS = Self.decimal(
        "system_s", "s", places: 3, .lowerIsBetter, "in the kernel", since: 11)
    package let irqS = Self.decimal(
        "irq_s", "s", places: 3, .lowerIsBetter, "in interrupts", since: 11)
    package let softIRQS = Self.decimal(
        "softirq_s", "s", places: 3, .lowerIsBetter, "in soft interrupts", since: 11)
    package let stealS = Self.decimal(
        "steal_s", "s", places: 3, .lowerIsBetter,
        "it wanted to run while a hypervisor ran something else", since: 11)
}
