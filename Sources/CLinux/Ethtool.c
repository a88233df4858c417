#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(int socket, const char *interface, void *question) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    request.ifr_data = question;
    return ioctl(socket, SIOCETHTOOL, &request);
}

static int count_of_statistics(int socket, const char *interface) {
    // The struct ends with an array without a length, of which one element is asked for.
    uint64_t room[(sizeof(struct ethtool_sset_info) + sizeof(uint32_t)) / sizeof(uint64_t) + 1];
    memset(room, 0, sizeof room);
    struct ethtool_sset_info *question = (struct ethtool_sset_info *)room;
    question->cmd = ETHTOOL_GSSET_INFO;
    question->sset_mask = 1ULL << ETH_SS_STATS;
    if (ask(socket, interface, question) < 0) return -1;
    return question->sset_mask == 0 ? 0 : (int)question->data[0];
}

// The driver fills in as many as it has now, which must be as many as there is room for.
static int read_statistics(
    int socket, const char *interface, char *names, uint64_t *values, int count) {
    struct ethtool_gstrings *strings =
        calloc(1, sizeof *strings + (size_t)count * LINUX_STATISTIC_NAME);
    struct ethtool_stats *statistics =
        calloc(1, sizeof *statistics + (size_t)count * sizeof *values);
    int result = -1;
    if (strings && statistics) {
        strings->cmd = ETHTOOL_GSTRINGS;
        strings->string_set = ETH_SS_STATS;
        strings->len = (uint32_t)count;
        statistics->cmd = ETHTOOL_GSTATS;
        statistics->n_stats = (uint32_t)count;
        if (ask(socket, interface, strings) == 0 && ask(socket, interface, statistics) == 0) {
            memcpy(names, strings->data, (size_t)count * LINUX_STATISTIC_NAME);
            memcpy(values, statistics->data, (size_t)count * sizeof *values);
            result = count;
        }
    }
    const int code = errno;
    free(strings);
    free(statistics);
    errno = code;
    return result;
}

static int any_socket(void) { return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

static int done(int socket, int result) {
    const int code = errno;
    close(socket);
    errno = code;
    return result;
}

int linux_interface_driver(const char *interface, char *driver, char *version, char *firmware) {
    const int any = any_socket();
    if (any < 0) return -1;
    struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
    const int result = ask(any, interface, &info);
    if (result == 0) {
        strncpy(driver, info.driver, LINUX_DRIVER_TEXT - 1);
        strncpy(version, info.version, LINUX_DRIVER_TEXT - 1);
        strncpy(firmware, info.fw_version, LINUX_DRIVER_TEXT - 1);
    }
    return done(any, result);
}

int linux_interface_rings(const char *interface, uint32_t *receive, uint32_t *transmit) {
    const int any = any_socket();
    if (any < 0) return -1;
    struct ethtool_ringparam rings = {.cmd = ETHTOOL_GRINGPARAM};
    const int result = ask(any, interface, &rings);
    *receive = rings.rx_pending;
    *transmit = rings.tx_pending;
    return done(any, result);
}

int linux_interface_offload(const char *interface, int offload) {
    static const uint32_t questions[] = {
        [LINUX_OFFLOAD_TSO] = ETHTOOL_GTSO,        [LINUX_OFFLOAD_GSO] = ETHTOOL_GGSO,
        [LINUX_OFFLOAD_GRO] = ETHTOOL_GGRO,        [LINUX_OFFLOAD_LRO] = ETHTOOL_GFLAGS,
        [LINUX_OFFLOAD_SG] = ETHTOOL_GSG,          [LINUX_OFFLOAD_RX_CHECKSUM] = ETHTOOL_GRXCSUM,
        [LINUX_OFFLOAD_TX_CHECKSUM] = ETHTOOL_GTXCSUM,
    };
    const int any = any_socket();
    if (any < 0) return -1;
    struct ethtool_value value = {.cmd = questions[offload]};
    int result = ask(any, interface, &value);
    if (result == 0) {
        const uint32_t mask = offload == LINUX_OFFLOAD_LRO ? ETH_FLAG_LRO : UINT32_MAX;
        result = (value.data & mask) != 0;
    }
    return done(any, result);
}

int linux_interface_statistics(const char *interface, char *names, uint64_t *values, int room) {
    const int any = any_socket();
    if (any < 0) return -1;
    int count = count_of_statistics(any, interface);
    if (count > 0 && room > 0) {
        if (count != room) {
            errno = EAGAIN;
            count = -1;
        } else {
            count = read_statistics(any, interface, names, values, count);
        }
    }
    return done(any, count);
}
