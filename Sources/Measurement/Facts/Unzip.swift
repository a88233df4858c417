internal import Glibc

/// The text of a gzip file, unpacked by the `gzip` program, which every Linux system has.
///
/// Nil where there is no such program, or it does not like the file.
func unzipped(_ path: String) -> String? {
    var ends: [Int32] = [-1, -1]
    // pipe writes two descriptors, and the array has room for two.
    guard unsafe pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    let process = startGzip(input: path, output: ends[1])
    close(ends[1])
    guard let process else { return nil }
    let bytes = readToEnd(ends[0])
    var status: Int32 = 0
    // waitpid fills the status that it is given; interrupted, it is asked again.
    while unsafe waitpid(process, &status, 0) < 0 {
        if errno != EINTR { return nil }
    }
    return status == 0 ? String(decoding: bytes, as: UTF8.self) : nil
}

/// Starts `gzip -dc` with its input from a file and its output to a descriptor.
private func startGzip(input: String, output: Int32) -> pid_t? {
    var process: pid_t = 0
    // The C library fills `actions`, and frees what it holds on the way out.
    var actions = unsafe posix_spawn_file_actions_t()
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // These copy what they are given into `actions`. What gzip complains about is nobody's concern.
    guard unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0) == 0,
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1) == 0,
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) == 0
    else { return nil }
    // The words outlive the call, which copies them; the list ends with nil as exec wants it.
    let words = unsafe [strdup("gzip"), strdup("-dc")]
    defer { unsafe words.forEach { unsafe free($0) } }
    let failure = unsafe posix_spawnp(&process, "gzip", &actions, nil, words + [nil], nil)
    return failure == 0 ? process : nil
}

/// All bytes from a descriptor, up to a limit that no kernel configuration comes near.
private func readToEnd(_ descriptor: Int32) -> [UInt8] {
    let limit = 4 << 20
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < limit {
        // read fills at most the count that the array has.
        let count = unsafe read(descriptor, &part, part.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        bytes += part[..<count]
    }
    return bytes
}
