// libibverbs, librdmacm and rsockets, and what Swift cannot import from their headers: a macro that
// hides an old symbol, a variadic function, anonymous unions and enumerators without a type.
#pragma once

#include <fcntl.h>
#include <infiniband/verbs.h>
#include <rdma/rdma_cma.h>
#include <rdma/rsocket.h>
#include <stdint.h>
#include <sys/timerfd.h>

/// ibv_query_port as C programs mean it: Swift sees the function behind the macro, which is the old
/// one that fills in a shorter structure.
static inline int verbs_query_port(
    struct ibv_context *context, uint8_t port, struct ibv_port_attr *attributes)
{
    return ibv_query_port(context, port, attributes);
}

/// The 16 bytes of a GID, copied out of their union.
static inline void verbs_gid_bytes(const struct ibv_gid_entry *entry, uint8_t *bytes)
{
    for (int i = 0; i < 16; i++)
        bytes[i] = entry->gid.raw[i];
}

/// Whether the event carries parameters of a connection (private data): the others leave the union
/// as it was.
static inline int verbs_event_has_connection(const struct rdma_cm_event *event)
{
    switch (event->event) {
    case RDMA_CM_EVENT_CONNECT_REQUEST:
    case RDMA_CM_EVENT_CONNECT_RESPONSE:
    case RDMA_CM_EVENT_REJECTED:
    case RDMA_CM_EVENT_ESTABLISHED:
    case RDMA_CM_EVENT_DISCONNECTED:
        return 1;
    default:
        return 0;
    }
}

/// Makes waits on a descriptor the caller's business: O_NONBLOCK by fcntl(2). -1 and errno on
/// failure.
static inline int verbs_set_nonblocking(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

/// The same for an rsocket: rfcntl. -1 and errno on failure.
static inline int verbs_rsocket_set_nonblocking(int socket)
{
    int flags = rfcntl(socket, F_GETFL);
    return flags < 0 ? -1 : rfcntl(socket, F_SETFL, flags | O_NONBLOCK);
}

/// A timer to wait for beside other descriptors: timerfd_create(2) on CLOCK_MONOTONIC, close on
/// exec, not blocking. -1 and errno on failure.
static inline int verbs_timer_create(void)
{
    return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
}

/// Makes the timer readable when CLOCK_MONOTONIC reads `nanoseconds` (not 0), and until then not.
static inline int verbs_timer_set(int timer, uint64_t nanoseconds)
{
    struct itimerspec time = {
        .it_value.tv_sec = (time_t)(nanoseconds / 1000000000),
        .it_value.tv_nsec = (long)(nanoseconds % 1000000000),
    };
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, 0);
}
