// The yardstick for scattered pages: what a plain C program reaches that gathers single 4 KiB
// pages with sendmsg on one side of a loopback TCP connection and scatters them with recvmsg on
// the other. One thread a side, as in the tcp transport; no headers, no bookkeeping.
//
//     gather MIB PAGES_A_CALL        prints: seconds bytes cpu_seconds
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { page = 4096 };

static size_t total_pages, pages_a_call;
static char *source, *destination;
static int sender_socket, receiver_socket;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// Every second page: no two are adjacent.
static size_t fill(struct iovec *ranges, char *memory, size_t first) {
    size_t count = 0;
    for (; count < pages_a_call && first + count < total_pages; count++) {
        ranges[count].iov_base = memory + (first + count) * 2 * page;
        ranges[count].iov_len = page;
    }
    return count;
}

static void transfer(int descriptor, char *memory, int sending) {
    struct iovec *ranges = calloc(pages_a_call, sizeof *ranges);
    for (size_t first = 0; first < total_pages; first += pages_a_call) {
        size_t count = fill(ranges, memory, first);
        struct msghdr message = {.msg_iov = ranges, .msg_iovlen = count};
        size_t left = count * page;
        while (left > 0) {
            ssize_t moved = sending ? sendmsg(descriptor, &message, MSG_NOSIGNAL)
                                    : recvmsg(descriptor, &message, MSG_WAITALL);
            if (moved <= 0) fail(sending ? "sendmsg" : "recvmsg");
            left -= (size_t)moved;
            while (moved > 0) {
                size_t step = message.msg_iov->iov_len;
                if ((size_t)moved < step) {
                    message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + moved;
                    message.msg_iov->iov_len -= (size_t)moved;
                    break;
                }
                moved -= (ssize_t)step;
                message.msg_iov++;
                message.msg_iovlen--;
            }
        }
    }
    free(ranges);
}

static void *receive(void *unused) {
    (void)unused;
    transfer(receiver_socket, destination, 0);
    return NULL;
}

static void connect_pair(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    sender_socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(sender_socket, (struct sockaddr *)&address, size)) fail("connect");
    receiver_socket = accept(listener, NULL, NULL);
    setsockopt(sender_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    close(listener);
}

static char *map(size_t bytes) {
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    memset(memory, 0x5a, bytes);
    return memory;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: gather MIB PAGES_A_CALL\n");
        return 64;
    }
    total_pages = strtoull(arguments[1], NULL, 10) << 20 >> 12;
    pages_a_call = strtoull(arguments[2], NULL, 10);
    source = map(total_pages * 2 * page);
    destination = map(total_pages * 2 * page);
    connect_pair();
    double start = now(), used = cpu();
    pthread_t thread;
    if (pthread_create(&thread, NULL, receive, NULL)) fail("pthread_create");
    transfer(sender_socket, source, 1);
    pthread_join(thread, NULL);
    printf("%.6f %zu %.6f\n", now() - start, total_pages * page, cpu() - used);
    return 0;
}
