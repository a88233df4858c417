#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int linux_perf_open(int event) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = event == LINUX_PERF_TASK_CLOCK ? PERF_TYPE_SOFTWARE : PERF_TYPE_HARDWARE;
    switch (event) {
        case LINUX_PERF_CYCLES: attributes.config = PERF_COUNT_HW_CPU_CYCLES; break;
        case LINUX_PERF_INSTRUCTIONS: attributes.config = PERF_COUNT_HW_INSTRUCTIONS; break;
        case LINUX_PERF_TASK_CLOCK: attributes.config = PERF_COUNT_SW_TASK_CLOCK; break;
        default: errno = EINVAL; return -1;
    }
    attributes.inherit = 1;
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int linux_perf_read(int counter, uint64_t *value, uint64_t *enabled_ns, uint64_t *running_ns) {
    uint64_t values[3];
    ssize_t count = read(counter, values, sizeof values);
    if (count < 0) return -1;
    if (count != sizeof values) {
        errno = EIO;
        return -1;
    }
    *value = values[0];
    *enabled_ns = values[1];
    *running_ns = values[2];
    return 0;
}
