// The yardstick for the zero-page check: how fast one thread reads resident memory at all. Ors
// every 64-bit word of huge pages together, in vectors as wide as the machine has (-O3
// -march=native), which is less than any check can do.
//
//     readlimit MIB          prints: seconds bytes
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count != 2) {
        fprintf(stderr, "usage: readlimit MIB\n");
        return 64;
    }
    size_t bytes = strtoull(words[1], NULL, 10) << 20;
    void *memory = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    madvise(memory, bytes, MADV_HUGEPAGE);
    memset(memory, 0, bytes);
    const uint64_t *values = memory;
    size_t number = bytes / sizeof *values;
    uint64_t any = 0;
    double start = now();
    for (size_t index = 0; index < number; index++) any |= values[index];
    double seconds = now() - start;
    if (any != 0) return 1;
    printf("%.6f %zu\n", seconds, bytes);
    return 0;
}
