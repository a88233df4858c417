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
    struct {
        struct ethtool_sset_info info;
        uint32_t count;
    } question;
    memset(&question, 0, sizeof question);
    question.info.cmd = ETHTOOL_GSSET_INFO;
    question.info.sset_mask = 1ULL << ETH_SS_STATS;
    if (ask(socket, interface, &question) < 0) return -1;
    return question.info.sset_mask == 0 ? 0 : (int)question.count;
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

int linux_interface_statistics(const char *interface, char *names, uint64_t *values, int room) {
    const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
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
    const int code = errno;
    close(any);
    errno = code;
    return count;
}
