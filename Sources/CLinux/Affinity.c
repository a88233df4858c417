#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>

/// A set of CPUs by their numbers; NULL where there is no memory. The caller frees it.
static cpu_set_t *set_of(const int32_t *cpus, int count, size_t size) {
    cpu_set_t *set = CPU_ALLOC(LINUX_CPUS);
    if (set == NULL) return NULL;
    CPU_ZERO_S(size, set);
    for (int index = 0; index < count; index++) CPU_SET_S((size_t)cpus[index], size, set);
    return set;
}

int linux_set_affinity(const int32_t *cpus, int count) {
    size_t size = CPU_ALLOC_SIZE(LINUX_CPUS);
    cpu_set_t *set = set_of(cpus, count, size);
    if (set == NULL) return -1;
    int result = sched_setaffinity(0, size, set);
    int code = errno;
    CPU_FREE(set);
    errno = code;
    return result;
}

int linux_affinity(int32_t *cpus) {
    size_t size = CPU_ALLOC_SIZE(LINUX_CPUS);
    cpu_set_t *set = set_of(NULL, 0, size);
    if (set == NULL) return -1;
    int count = sched_getaffinity(0, size, set);
    int code = errno;
    for (int cpu = 0; count >= 0 && cpu < LINUX_CPUS; cpu++)
        if (CPU_ISSET_S((size_t)cpu, size, set)) cpus[count++] = cpu;
    CPU_FREE(set);
    errno = code;
    return count;
}

int linux_thread_create(
    unsigned long *thread, const int32_t *cpus, int count, void *(*body)(void *), void *argument) {
    pthread_attr_t attributes;
    int code = pthread_attr_init(&attributes);
    if (code != 0) return code;
    if (count > 0) {
        size_t size = CPU_ALLOC_SIZE(LINUX_CPUS);
        cpu_set_t *set = set_of(cpus, count, size);
        code = set == NULL ? ENOMEM : pthread_attr_setaffinity_np(&attributes, size, set);
        CPU_FREE(set);
    }
    if (code == 0) code = pthread_create(thread, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    return code;
}
