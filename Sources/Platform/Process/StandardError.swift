internal import Glibc

/// Words for whoever started the program.
public enum StandardError {
    /// Writes `text` as it is.
    ///
    /// Nobody is left to be told when that fails.
    public static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(2, bytes, bytes.count)
    }
}
