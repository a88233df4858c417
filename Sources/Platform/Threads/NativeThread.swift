internal import CLinux
internal import Glibc
internal import Synchronization

/// A POSIX thread that runs one closure: measured code runs here, never on a concurrency pool.
///
/// Thread safety: any thread may join, once. Cleanup: a thread that is never joined is detached
/// when its object goes.
public final class NativeThread: Sendable {
    private let handle: Mutex<pthread_t?>

    /// Starts a thread named `name` (15 bytes at most are shown) that runs `body`.
    /// - Parameter role: What it is for: see ``ThreadRoll`` and ``ThreadPlacement``.
    /// - Throws: ``SystemError`` when the thread cannot be made, or none of its CPUs is there.
    public init(
        name: String, role: ThreadRole = .other, body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        let start = unsafe Unmanaged.passRetained(Start(name: name, role: role, body: body))
        var thread = pthread_t()
        let cpus = ThreadPlacement.cpus(of: role)
        let numbers = (cpus?.numbers ?? []).map { Int32($0) }
        // The array lives for the length of the call. The box is taken back by the new thread, exactly
        // once, or below when there is none.
        let code = unsafe linux_thread_create(
            &thread, numbers, Int32(numbers.count),
            { argument in
                let box = unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                unsafe linux_thread_set_name(box.name)
                let number = ThreadRoll.enter(box.role)
                box.body()
                ThreadRoll.leave(number)
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            let place = cpus.map { " on CPUs \($0)" } ?? ""
            throw SystemError(
                "pthread_create", code: code, doing: "starting thread \(name)\(place)")
        }
        handle = Mutex(thread)
    }

    /// Waits for the thread to end.
    ///
    /// Joining again does nothing.
    /// - Throws: ``SystemError`` with ETIMEDOUT when it still runs at the deadline.
    public func join(until deadline: Deadline) throws(SystemError) {
        let code = handle.withLock { thread -> Int32 in
            guard let running = thread else { return 0 }
            let code = linux_thread_join_until(running, deadline.time.nanoseconds)
            if code == 0 { thread = nil }
            return code
        }
        guard code == 0 else {
            throw SystemError("pthread_clockjoin_np", code: code, doing: "waiting for a thread")
        }
    }

    deinit {
        handle.withLock { if let thread = $0 { pthread_detach(thread) } }
    }
}

/// What a new thread needs: carried across pthread_create as one object.
private final class Start: Sendable {
    let name: String
    let role: ThreadRole
    let body: @Sendable () -> Void

    init(name: String, role: ThreadRole, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.role = role
        self.body = body
    }
}
