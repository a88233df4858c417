internal import ArgumentParser
internal import Guest
internal import Platform

/// Drains the dirty bitmap of a large guest, bitmap only.
///
/// Prints seconds: clean, and with every 64th, 4th and each page dirty.
struct Drain: ParsableCommand {
    @Argument(help: "guest memory in GiB") var gibibytes: Int

    func run() throws {
        let pages = gibibytes << 18
        let bitmap = try DirtyBitmap(pageCount: pages)
        let pending = try PageSet(pageCount: pages)
        // Fault both bitmaps in: a guest that has run has touched its own.
        pending.insertAll()
        for page in stride(from: 0, to: pages, by: 64) { bitmap.set(page) }
        _ = bitmap.drain(into: pending)
        var figures: [Double] = []
        for step in [0, 64, 4, 1] {
            if step > 0 { for page in stride(from: 0, to: pages, by: step) { bitmap.set(page) } }
            let start = MonotonicTime.now
            _ = bitmap.drain(into: pending)
            figures.append(MonotonicTime.now.seconds(since: start))
        }
        print(figures.map { "\($0)" }.joined(separator: " "))
    }
}
