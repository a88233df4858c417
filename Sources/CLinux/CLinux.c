#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MAP_HUGE_2MB
#define MAP_HUGE_2MB (21 << 26)
#endif

static struct timespec to_timespec(uint64_t nanoseconds) {
    struct timespec time = {
        .tv_sec = (time_t)(nanoseconds / 1000000000u),
        .tv_nsec = (long)(nanoseconds % 1000000000u),
    };
    return time;
}

#if __has_feature(thread_sanitizer)
// ThreadSanitizer knows pthread_timedjoin_np and sem_timedwait, but not the calls with a clock of
// one's own: it would take every joined thread for a running one, and miss what semaphores order.
static struct timespec to_real_time(uint64_t monotonic_ns) {
    struct timespec mono, real;
    clock_gettime(CLOCK_MONOTONIC, &mono);
    clock_gettime(CLOCK_REALTIME, &real);
    uint64_t now = (uint64_t)mono.tv_sec * 1000000000u + (uint64_t)mono.tv_nsec;
    uint64_t left = monotonic_ns > now ? monotonic_ns - now : 0;
    return to_timespec((uint64_t)real.tv_sec * 1000000000u + (uint64_t)real.tv_nsec + left);
}
#endif

int32_t linux_gettid(void) { return (int32_t)syscall(SYS_gettid); }

void linux_thread_set_name(const char *name) {
    char short_name[16] = {0};
    strncpy(short_name, name, sizeof short_name - 1);
    pthread_setname_np(pthread_self(), short_name);
}

int linux_thread_join_until(unsigned long thread, uint64_t deadline_ns) {
#if __has_feature(thread_sanitizer)
    struct timespec deadline = to_real_time(deadline_ns);
    return pthread_timedjoin_np(thread, NULL, &deadline);
#else
    struct timespec deadline = to_timespec(deadline_ns);
    return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &deadline);
#endif
}

int linux_semaphore_wait_until(void *semaphore, uint64_t deadline_ns) {
    int result;
    do {
#if __has_feature(thread_sanitizer)
        struct timespec deadline = to_real_time(deadline_ns);
        result = sem_timedwait(semaphore, &deadline);
#else
        struct timespec deadline = to_timespec(deadline_ns);
        result = sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline);
#endif
    } while (result == -1 && errno == EINTR);
    return result;
}

int linux_cpu_usage(int whole_process, int64_t *user_us, int64_t *system_us) {
    struct rusage usage;
    if (getrusage(whole_process ? RUSAGE_SELF : RUSAGE_THREAD, &usage) == -1) return -1;
    *user_us = (int64_t)usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
    *system_us = (int64_t)usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
    return 0;
}

int linux_set_timer_slack(uint64_t nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

int linux_lower_limits(uint64_t files) {
    struct rlimit core = {0, 0};
    struct rlimit open;
    if (setrlimit(RLIMIT_CORE, &core) == -1 || getrlimit(RLIMIT_NOFILE, &open) == -1) return -1;
    if (open.rlim_max > files) open.rlim_max = files;
    if (open.rlim_cur > open.rlim_max) open.rlim_cur = open.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &open);
}

int linux_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

void *linux_map_anonymous(uint64_t bytes, int huge) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    // Huge pages are reserved at once: a shortage must fail here, not as SIGBUS later.
    if (huge) flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_HUGE_2MB;
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
}

int linux_advise_huge(void *address, uint64_t bytes, int wanted) {
    return madvise(address, bytes, wanted ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
}

int linux_populate_write(void *address, uint64_t bytes) {
    return madvise(address, bytes, MADV_POPULATE_WRITE);
}

int linux_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC); }

int linux_set_interface(const char *name, int is_up) {
    struct ifreq request = {0};
    if (strlen(name) >= sizeof request.ifr_name) {
        errno = ENODEV;
        return -1;
    }
    strcpy(request.ifr_name, name);
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (control < 0) return -1;
    int result = ioctl(control, SIOCGIFFLAGS, &request);
    if (result == 0) {
        if (is_up) request.ifr_flags |= IFF_UP;
        else request.ifr_flags &= ~IFF_UP;
        result = ioctl(control, SIOCSIFFLAGS, &request);
    }
    int code = errno;
    close(control);
    errno = code;
    return result;
}

static int same_address(const struct sockaddr *left, const struct sockaddr *right) {
    if (left == NULL || left->sa_family != right->sa_family) return 0;
    if (left->sa_family == AF_INET) {
        return ((const struct sockaddr_in *)left)->sin_addr.s_addr
            == ((const struct sockaddr_in *)right)->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *first = (const struct sockaddr_in6 *)left;
    const struct sockaddr_in6 *second = (const struct sockaddr_in6 *)right;
    return memcmp(&first->sin6_addr, &second->sin6_addr, sizeof first->sin6_addr) == 0
        && (second->sin6_scope_id == 0 || first->sin6_scope_id == second->sin6_scope_id);
}

int linux_interface_with(const void *address, char *name) {
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0) return -1;
    int result = -1;
    for (struct ifaddrs *entry = list; entry != NULL && result != 0; entry = entry->ifa_next) {
        if (!same_address(entry->ifa_addr, address)) continue;
        strncpy(name, entry->ifa_name, IF_NAMESIZE - 1);
        name[IF_NAMESIZE - 1] = 0;
        result = 0;
    }
    freeifaddrs(list);
    if (result != 0) errno = ENODEV;
    return result;
}

int linux_way_towards(const void *address, uint32_t length, void *local, uint32_t room) {
    // A datagram socket is only routed by connect(2).
    const struct sockaddr *peer = address;
    int probe = socket(peer->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return -1;
    socklen_t size = room;
    int result = connect(probe, peer, length);
    if (result == 0) result = getsockname(probe, local, &size);
    int code = errno;
    close(probe);
    errno = code;
    return result;
}

int linux_tcp_figures(
    int socket, uint32_t *retransmits, uint32_t *round_trip_us, uint32_t *window) {
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -1;
    *retransmits = info.tcpi_total_retrans;
    *round_trip_us = info.tcpi_rtt;
    *window = info.tcpi_snd_cwnd;
    return 0;
}

int linux_interface_address(const char *name, char *text) {
    struct ifaddrs *all;
    if (getifaddrs(&all) != 0) return -1;
    int found = 0;
    for (struct ifaddrs *entry = all; entry != NULL && found != AF_INET; entry = entry->ifa_next) {
        if (entry->ifa_addr == NULL || strcmp(entry->ifa_name, name) != 0) continue;
        int family = entry->ifa_addr->sa_family;
        const void *address;
        if (family == AF_INET) {
            address = &((const struct sockaddr_in *)(const void *)entry->ifa_addr)->sin_addr;
        } else if (family == AF_INET6 && found == 0) {
            address = &((const struct sockaddr_in6 *)(const void *)entry->ifa_addr)->sin6_addr;
            if (IN6_IS_ADDR_LINKLOCAL((const struct in6_addr *)address)) continue;
        } else {
            continue;
        }
        if (inet_ntop(family, address, text, LINUX_ADDRESS_TEXT) != NULL) found = family;
    }
    freeifaddrs(all);
    return found != 0;
}

int linux_enable_zero_copy(int socket) {
    int on = 1;
    return setsockopt(socket, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on);
}

int linux_msg_zero_copy(void) { return MSG_ZEROCOPY; }

int linux_reap_zero_copy(int socket, struct linux_zero_copy_completion *completion) {
    union {
        char bytes[CMSG_SPACE(sizeof(struct sock_extended_err) + sizeof(struct sockaddr_in6))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    if (recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) == -1)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;

    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int of_ip = header && ((header->cmsg_level == SOL_IP && header->cmsg_type == IP_RECVERR) ||
                           (header->cmsg_level == SOL_IPV6 && header->cmsg_type == IPV6_RECVERR));
    if (!of_ip) {
        errno = EPROTO;
        return -1;
    }
    struct sock_extended_err error;
    memcpy(&error, CMSG_DATA(header), sizeof error);
    if (error.ee_errno != 0 || error.ee_origin != SO_EE_ORIGIN_ZEROCOPY) {
        errno = error.ee_errno ? (int)error.ee_errno : EPROTO;
        return -1;
    }
    completion->first = error.ee_info;
    completion->last = error.ee_data;
    completion->copied = (error.ee_code & SO_EE_CODE_ZEROCOPY_COPIED) != 0;
    return 1;
}

// The write end of the pipe that the handler below tells.
static int interrupt_pipe = -1;

static void tell_interrupt(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe has enough in it already.
    ssize_t written = write(interrupt_pipe, &byte, 1);
    (void)written;
    errno = saved;
}

// A handler and not a signalfd: that needs the signals blocked in every thread, and threads that
// libraries start do not keep to it.
int linux_interrupt_descriptor(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1) return -1;
    interrupt_pipe = ends[1];
    static const int numbers[] = {SIGINT, SIGTERM};
    for (int index = 0; index < 2; index++) {
        struct sigaction old, action = {.sa_handler = tell_interrupt, .sa_flags = SA_RESTART};
        if (sigaction(numbers[index], NULL, &old) == -1) return -1;
        // A shell's background job ignores Ctrl-C, and goes on doing so.
        if (old.sa_handler == SIG_IGN) continue;
        if (sigaction(numbers[index], &action, NULL) == -1) return -1;
    }
    return ends[0];
}

int linux_read_interrupt(int descriptor) {
    unsigned char byte;
    return read(descriptor, &byte, 1) == 1 ? byte : 0;
}

void linux_prepare_agent_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

int linux_terminal_width(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int linux_finish_output(void) {
    if (fflush(stdout) != 0) return -1;
    if (!ferror(stdout)) return 0;
    errno = EIO;
    return -1;
}
