// What Swift cannot import from the Linux headers: calls that need _GNU_SOURCE, variadic calls
// and macros. Each function is a thin wrapper; errors come back as in C, in errno, unless said.
// _GNU_SOURCE is defined in CLinux.c only: here it would clash with other C modules.
#pragma once

// Only types of the language: a system type in two modules would belong to neither in Swift.
#include <stdint.h>

/// The kernel's id of the calling thread: gettid(2).
int32_t linux_gettid(void);

/// Names the calling thread (15 bytes at most) as ps and perf show it.
void linux_thread_set_name(const char *name);

/// Joins a thread, waiting until CLOCK_MONOTONIC reads `deadline_ns`. Returns an error number
/// (ETIMEDOUT when the thread still runs).
int linux_thread_join_until(unsigned long thread, uint64_t deadline_ns);

/// Waits on a semaphore until CLOCK_MONOTONIC reads `deadline_ns`; -1 and errno on failure.
int linux_semaphore_wait_until(void *semaphore, uint64_t deadline_ns);

/// CPUs have numbers below this: what Linux can be built for.
#define LINUX_CPUS 8192

/// Lets the calling thread run on these CPUs alone, of which one at least must be there:
/// sched_setaffinity(2). -1 and errno on failure.
int linux_set_affinity(const int32_t *cpus, int count);

/// Writes the CPUs that the calling thread may run on (room for LINUX_CPUS) in rising order:
/// sched_getaffinity(2). Returns how many; -1 and errno on failure.
int linux_affinity(int32_t *cpus);

/// Makes a thread that runs `body(argument)`, on these CPUs alone where there are any in the list:
/// pthread_create(3), pthread_attr_setaffinity_np(3). Returns an error number, EINVAL where none of the
/// CPUs is there.
int linux_thread_create(
    unsigned long *thread, const int32_t *cpus, int count, void *(*body)(void *), void *argument);

/// User and system microseconds of the calling thread (RUSAGE_THREAD) or, where `whole_process`
/// is not 0, of the process (RUSAGE_SELF): getrusage(2).
int linux_cpu_usage(int whole_process, int64_t *user_us, int64_t *system_us);

/// Lets sleeps of the calling thread end on time: prctl(PR_SET_TIMERSLACK).
int linux_set_timer_slack(uint64_t nanoseconds);

/// The calling process gains no privileges by execve: prctl(PR_SET_NO_NEW_PRIVS).
int linux_set_no_new_privileges(void);

/// Writes out what stdout has and is not written yet: fflush(3). -1 and errno where that fails, EIO
/// where an earlier write has: which one and why, C does not keep.
int linux_finish_output(void);

/// No core files from here on, and at most so many open files.
int linux_lower_limits(uint64_t files);

/// Begins to fetch the cache line at an address, which need not be mapped, for reading.
static inline void linux_prefetch(const void *address) { __builtin_prefetch(address); }

/// Tells a spinning core that it spins.
static inline void linux_cpu_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

/// mmap of private anonymous memory; 2 MiB pages of hugetlbfs where `huge` is not 0.
void *linux_map_anonymous(uint64_t bytes, int huge);

/// Asks for (1) or refuses (0) transparent huge pages: madvise(MADV_HUGEPAGE, MADV_NOHUGEPAGE).
int linux_advise_huge(void *address, uint64_t bytes, int wanted);

/// Faults all pages in for writing: madvise(MADV_POPULATE_WRITE), Linux 5.14 and later.
int linux_populate_write(void *address, uint64_t bytes);

/// accept4 with SOCK_CLOEXEC.
int linux_accept(int listener);

/// Takes a network interface up (1) or down (0): SIOCSIFFLAGS of netdevice(7).
int linux_set_interface(const char *name, int is_up);

/// The name (16 bytes, IF_NAMESIZE) of the interface that has a socket address; -1 and errno on failure,
/// ENODEV where none has it.
int linux_interface_with(const void *address, char *name);

/// The socket address by which this host would send to another (`local`, of `room` bytes: a struct
/// sockaddr_storage); -1 and errno on failure. Nothing is sent.
int linux_way_towards(const void *address, uint32_t length, void *local, uint32_t room);

/// What the kernel knows of a TCP connection (TCP_INFO): segments sent again so far, the smoothed round
/// trip in microseconds, the congestion window in segments. -1 and errno on failure.
int linux_tcp_figures(int socket, uint32_t *retransmits, uint32_t *round_trip_us, uint32_t *window);

/// Bytes of the text of a numeric IP address.
#define LINUX_ADDRESS_TEXT 64

/// Writes an IP address of a network interface as text into `text` (LINUX_ADDRESS_TEXT bytes), IPv4
/// before IPv6, none that is link-local: getifaddrs(3). Returns 1, 0 where it has none, -1 and
/// errno on failure.
int linux_interface_address(const char *name, char *text);

/// Turns on SO_ZEROCOPY.
int linux_enable_zero_copy(int socket);

/// The flag MSG_ZEROCOPY, for sendmsg.
int linux_msg_zero_copy(void);

/// One completion range read from a socket's error queue.
struct linux_zero_copy_completion {
    uint32_t first;   ///< first completed sendmsg, counted from 0 a socket
    uint32_t last;    ///< last completed sendmsg, inclusive
    int32_t copied;   ///< 1: the kernel copied after all (SO_EE_CODE_ZEROCOPY_COPIED)
};

/// Reads one zero-copy completion without waiting: 1 when there was one, 0 when the queue is
/// empty, -1 and errno on failure (EPROTO: something else stood in the queue).
int linux_reap_zero_copy(int socket, struct linux_zero_copy_completion *completion);

/// Blocks SIGINT and SIGTERM in the calling thread and returns a descriptor (signalfd, close on
/// exec, not blocking) that becomes readable when one arrives.
int linux_interrupt_descriptor(void);

/// Reads a signal number from such a descriptor; 0 when none is waiting.
int linux_read_interrupt(int descriptor);

/// Unblocks all signals and ignores SIGINT and SIGPIPE: an agent ends with its control stream,
/// not with the terminal's Ctrl-C.
void linux_prepare_agent_signals(void);

/// Columns of the terminal behind a descriptor (TIOCGWINSZ); 0 where there is none.
int linux_terminal_width(int descriptor);

/// Bytes of what a driver says of itself, ending with a 0.
#define LINUX_DRIVER_TEXT 32

/// The driver of a network interface, its version and the firmware's (`ethtool -i`), each in
/// LINUX_DRIVER_TEXT bytes that hold zeros before. -1 and errno on failure.
int linux_interface_driver(const char *interface, char *driver, char *version, char *firmware);

/// Descriptors in the rings of a network interface (`ethtool -g`). -1 and errno on failure.
int linux_interface_rings(const char *interface, uint32_t *receive, uint32_t *transmit);

enum {
    LINUX_OFFLOAD_TSO,
    LINUX_OFFLOAD_GSO,
    LINUX_OFFLOAD_GRO,
    LINUX_OFFLOAD_LRO,
    LINUX_OFFLOAD_SG,
    LINUX_OFFLOAD_RX_CHECKSUM,
    LINUX_OFFLOAD_TX_CHECKSUM,
    LINUX_OFFLOADS
};

/// Whether a network interface uses an offload (`ethtool -k`): 1, 0, or -1 and errno on failure.
int linux_interface_offload(const char *interface, int offload);

/// Bytes of a queue discipline's name, ending with a 0.
#define LINUX_DISCIPLINE_TEXT 16

/// The queue discipline at the root of a network interface (`tc qdisc show`); ENOENT where it has
/// none. -1 and errno on failure.
int linux_interface_discipline(const char *interface, char *discipline);

/// Bytes of a name of a statistic; one that fills them has no 0 at its end.
#define LINUX_STATISTIC_NAME 32

/// The statistics that the driver of a network interface keeps (`ethtool -S`): how many there are,
/// or -1 and errno (EOPNOTSUPP where it keeps none). With `room` for exactly that many, names and
/// values are filled in; EAGAIN where the count has changed meanwhile.
int linux_interface_statistics(const char *interface, char *names, uint64_t *values, int room);

enum {
    LINUX_PERF_CYCLES,
    LINUX_PERF_INSTRUCTIONS,
    LINUX_PERF_TASK_CLOCK
};

/// Counts an event of the calling thread and of all threads that it makes from then on
/// (perf_event_open(2), inherit): a descriptor, or -1 and errno.
int linux_perf_open(int event);

/// Reads such a counter: events, nanoseconds for which it should have counted and for which it did. -1
/// and errno on failure.
int linux_perf_read(int counter, uint64_t *value, uint64_t *enabled_ns, uint64_t *running_ns);

/// A descriptor that tells which pages of this process's memory are written, userfaultfd(2); -1 and
/// errno on failure: EINVAL where the kernel cannot (before Linux 6.7).
int linux_write_tracker_of_self(void);

/// The same for another process, which is stopped for a moment and made to open it: ptrace(2). ENOSYS on
/// processors other than x86-64.
int linux_write_tracker_of(int process);

/// Puts mappings from `start` on under a tracker.
int linux_track_writes(int tracker, uint64_t start, uint64_t bytes);

/// The most runs of pages that are found at once.
#define LINUX_WRITTEN_ROOM 256

/// A run of pages that were written.
struct linux_written {
    uint64_t start;      ///< address of the first byte
    uint64_t end;        ///< address behind the last byte
    int32_t is_there;    ///< 1: in memory or swapped out, and not only read as zeros
    int32_t is_of_file;  ///< 1: a page of a file or of shared memory
};

/// Takes the pages written since they were taken last, from `start` to `end`, all under a tracker:
/// ioctl(PAGEMAP_SCAN) on /proc/PID/pagemap. Returns how many runs were found, and where to go on;
/// -1 and errno on failure, EPERM where something is under no tracker.
int linux_take_written(
    int pagemap, uint64_t start, uint64_t end, struct linux_written *found, int room,
    uint64_t *next);

/// This process, and those that it starts, get no transparent huge pages: prctl(PR_SET_THP_DISABLE).
int linux_refuse_huge_pages(void);
