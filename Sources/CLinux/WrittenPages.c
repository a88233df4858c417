// What another process writes, page by page: a userfaultfd of its memory that only protects, and the
// ioctl that looks and protects again in one step (Linux 6.7 and later).
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

// Later than the headers of Debian 12: include/uapi/linux/userfaultfd.h, fs.h.
#ifndef UFFD_FEATURE_WP_UNPOPULATED
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#endif
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif
#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

struct region {
    uint64_t start, end, categories;
};

struct scan {
    uint64_t size, flags, start, end, walk_end, regions, room, most_pages;
    uint64_t inverted, all_of, any_of, wanted;
};

enum {
    SCAN_PROTECT_FOUND = 1 << 0,
    SCAN_MUST_BE_PROTECTED = 1 << 1,
    PAGE_CAN_BE_PROTECTED = 1 << 0,
    PAGE_WRITTEN = 1 << 1,
    PAGE_IS_OF_FILE = 1 << 2,
    PAGE_PRESENT = 1 << 3,
    PAGE_SWAPPED = 1 << 4,
    PAGE_OF_ZEROS = 1 << 5,
};

#define PAGEMAP_SCAN_CALL _IOWR('f', 16, struct scan)

static int prepare(int descriptor) {
    struct uffdio_api api = {
        .api = UFFD_API,
        // No thread ever reads the descriptor: faults are settled in the kernel.
        .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_WP_ASYNC
            | UFFD_FEATURE_WP_UNPOPULATED,
    };
    return ioctl(descriptor, UFFDIO_API, &api);
}

int linux_write_tracker_of_self(void) {
    int descriptor = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | UFFD_USER_MODE_ONLY);
    if (descriptor < 0) return -1;
    if (prepare(descriptor) == 0) return descriptor;
    int code = errno;
    close(descriptor);
    errno = code;
    return -1;
}

int linux_track_writes(int tracker, uint64_t start, uint64_t bytes) {
    struct uffdio_register range = {
        .range = {.start = start, .len = bytes},
        .mode = UFFDIO_REGISTER_MODE_WP,
    };
    return ioctl(tracker, UFFDIO_REGISTER, &range);
}

int linux_take_written(
    int pagemap, uint64_t start, uint64_t end, struct linux_written *found, int room,
    uint64_t *next) {
    struct region regions[LINUX_WRITTEN_ROOM];
    if (room > LINUX_WRITTEN_ROOM) room = LINUX_WRITTEN_ROOM;
    struct scan scan = {
        .size = sizeof scan,
        .flags = SCAN_PROTECT_FOUND | SCAN_MUST_BE_PROTECTED,
        .start = start,
        .end = end,
        .regions = (uint64_t)(uintptr_t)regions,
        .room = (uint64_t)room,
        .all_of = PAGE_CAN_BE_PROTECTED | PAGE_WRITTEN,
        .wanted = PAGE_IS_OF_FILE | PAGE_PRESENT | PAGE_SWAPPED | PAGE_OF_ZEROS,
    };
    int count = ioctl(pagemap, PAGEMAP_SCAN_CALL, &scan);
    if (count < 0) return -1;
    for (int index = 0; index < count; index++) {
        uint64_t is = regions[index].categories;
        found[index].start = regions[index].start;
        found[index].end = regions[index].end;
        found[index].is_there = (is & (PAGE_PRESENT | PAGE_SWAPPED)) != 0 && !(is & PAGE_OF_ZEROS);
        found[index].is_of_file = (is & PAGE_IS_OF_FILE) != 0;
    }
    *next = scan.walk_end;
    return count;
}

int linux_refuse_huge_pages(void) { return prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); }

#if defined(__x86_64__)

// The address of a system call instruction (0F 05) in the process's vDSO; 0 and errno where none is.
static uint64_t find_call_instruction(int process) {
    char path[64], line[512];
    uint64_t start = 0, end = 0;
    snprintf(path, sizeof path, "/proc/%d/maps", process);
    FILE *maps = fopen(path, "re");
    if (maps == NULL) return 0;
    while (start == 0 && fgets(line, sizeof line, maps) != NULL) {
        if (strstr(line, "[vdso]") == NULL) continue;
        unsigned long first, last;
        if (sscanf(line, "%lx-%lx", &first, &last) == 2) {
            start = first;
            end = last;
        }
    }
    fclose(maps);
    snprintf(path, sizeof path, "/proc/%d/mem", process);
    int memory = open(path, O_RDONLY | O_CLOEXEC);
    if (memory < 0) return 0;
    uint64_t found = 0;
    unsigned char bytes[4096];
    for (uint64_t place = start; place < end && found == 0; place += sizeof bytes) {
        ssize_t count = pread(memory, bytes, sizeof bytes, (off_t)place);
        for (ssize_t index = 0; index + 1 < count && found == 0; index++) {
            if (bytes[index] == 0x0F && bytes[index + 1] == 0x05) found = place + (uint64_t)index;
        }
    }
    close(memory);
    if (found == 0) errno = ENOSYS;
    return found;
}

// Waits until a stop that is not a signal on its way: those are passed on.
static int wait_for_stop(int process) {
    int status;
    while (waitpid(process, &status, __WALL) == process) {
        if (!WIFSTOPPED(status)) break;
        if (status >> 16 == PTRACE_EVENT_STOP) return 0;
        if (ptrace(PTRACE_CONT, process, 0, WSTOPSIG(status)) != 0) return -1;
    }
    errno = ESRCH;
    return -1;
}

// One step of the process; a signal that comes meanwhile is kept for later.
static int step(int process, int *pending) {
    int status;
    while (ptrace(PTRACE_SINGLESTEP, process, 0, 0) == 0) {
        if (waitpid(process, &status, __WALL) != process || !WIFSTOPPED(status)) break;
        if (WSTOPSIG(status) == SIGTRAP) return 0;
        *pending = WSTOPSIG(status);
    }
    errno = ESRCH;
    return -1;
}

// Lets the stopped process make one system call; its result, or -1 and errno.
static long call_in(
    int process, uint64_t instruction, long number, uint64_t argument, int *pending) {
    struct user_regs_struct before, now;
    if (ptrace(PTRACE_GETREGS, process, 0, &before) != 0) return -1;
    now = before;
    now.rip = instruction;
    now.rax = (uint64_t)number;
    // No call is interrupted any more: else the kernel would begin it again here.
    now.orig_rax = (uint64_t)-1;
    now.rdi = argument;
    long result = -1;
    int code = 0;
    if (ptrace(PTRACE_SETREGS, process, 0, &now) != 0 || step(process, pending) != 0
        || ptrace(PTRACE_GETREGS, process, 0, &now) != 0) {
        code = errno;
    } else {
        result = (long)now.rax;
        if (result < 0) code = (int)-result;
    }
    // With the old registers the call that was interrupted is begun again.
    ptrace(PTRACE_SETREGS, process, 0, &before);
    errno = code;
    return code == 0 ? result : -1;
}

int linux_write_tracker_of(int process) {
    uint64_t instruction = find_call_instruction(process);
    if (instruction == 0) return -1;
    int handle = (int)syscall(SYS_pidfd_open, process, 0);
    if (handle < 0) return -1;
    int code = 0, tracker = -1, pending = 0;
    if (ptrace(PTRACE_SEIZE, process, 0, 0) != 0) {
        code = errno;
    } else {
        if (ptrace(PTRACE_INTERRUPT, process, 0, 0) != 0 || wait_for_stop(process) != 0) {
            code = errno;
        } else {
            long remote = call_in(
                process, instruction, SYS_userfaultfd,
                O_CLOEXEC | O_NONBLOCK | UFFD_USER_MODE_ONLY, &pending);
            if (remote < 0) {
                code = errno;
            } else {
                tracker = (int)syscall(SYS_pidfd_getfd, handle, (int)remote, 0);
                if (tracker < 0) code = errno;
                // The copy here keeps it alive; the process keeps nothing.
                call_in(process, instruction, SYS_close, (uint64_t)remote, &pending);
            }
        }
        ptrace(PTRACE_DETACH, process, 0, pending);
    }
    close(handle);
    if (tracker >= 0 && prepare(tracker) != 0) {
        code = errno;
        close(tracker);
        tracker = -1;
    }
    errno = code;
    return tracker;
}

#else

// Registers have other names on other processors, where this was never tried.
int linux_write_tracker_of(int process) {
    (void)process;
    errno = ENOSYS;
    return -1;
}

#endif
