/// Where in the shuffled plan a run stood.
package struct OrderColumns: ColumnGroup {
    static let group = "order"

    package let block = Self.integer("block", "the repetition: each block runs every case once")
    package let orderIndex = Self.integer("order_index", "the place within the block")
    package let seed = Self.unsigned(
        "seed", "seed of the guests of this block, drawn from the seed in scenario.yml")
}
