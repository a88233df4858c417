/// The bytes of one run of a fuzzer, as an array.
func fuzzInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    // libFuzzer's memory is valid for this call and read only once here.
    [UInt8](unsafe UnsafeBufferPointer(start: start, count: count))
}

/// Calls a decoder: an error is an answer, anything else than an answer is a crash.
func attempt<Result, Failure: Error>(_ body: () throws(Failure) -> Result) -> Result? {
    do { return try body() } catch { return nil }
}
