#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// The kernel answers a dump at once; where it does not, something is wrong.
enum { patience_seconds = 2 };

static int ask(int socket) {
    struct {
        struct nlmsghdr header;
        struct tcmsg body;
    } question;
    memset(&question, 0, sizeof question);
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = RTM_GETQDISC;
    question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    question.body.tcm_family = AF_UNSPEC;
    return send(socket, &question, sizeof question, 0) < 0 ? -1 : 0;
}

static void copy_kind(struct nlmsghdr *message, char *discipline) {
    struct rtattr *attribute = TCA_RTA((struct tcmsg *)NLMSG_DATA(message));
    int left = (int)TCA_PAYLOAD(message);
    for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        if (attribute->rta_type != TCA_KIND) continue;
        const size_t length = strnlen(RTA_DATA(attribute), RTA_PAYLOAD(attribute));
        const size_t room = LINUX_DISCIPLINE_TEXT - 1;
        memcpy(discipline, RTA_DATA(attribute), length < room ? length : room);
        discipline[length < room ? length : room] = 0;
    }
}

// 1 at the end of the dump, 0 where there is more, -1 on an error.
static int read_part(int socket, int index, char *discipline) {
    _Alignas(struct nlmsghdr) char buffer[16384];
    ssize_t size = recv(socket, buffer, sizeof buffer, 0);
    if (size < 0) return -1;
    unsigned left = (unsigned)size;
    struct nlmsghdr *message = (struct nlmsghdr *)buffer;
    for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
        if (message->nlmsg_type == NLMSG_DONE) return 1;
        if (message->nlmsg_type == NLMSG_ERROR) {
            errno = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
            return -1;
        }
        const struct tcmsg *body = NLMSG_DATA(message);
        if (message->nlmsg_type == RTM_NEWQDISC && body->tcm_ifindex == index
            && body->tcm_parent == TC_H_ROOT) {
            copy_kind(message, discipline);
        }
    }
    return 0;
}

int linux_interface_discipline(const char *interface, char *discipline) {
    const int index = (int)if_nametoindex(interface);
    if (index == 0) return -1;
    const int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (netlink < 0) return -1;
    const struct timeval patience = {.tv_sec = patience_seconds};
    discipline[0] = 0;
    int result = setsockopt(netlink, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (result == 0) result = ask(netlink);
    while (result == 0) result = read_part(netlink, index, discipline);
    const int code = result == 1 && discipline[0] == 0 ? ENOENT : errno;
    close(netlink);
    errno = code;
    return result == 1 && discipline[0] != 0 ? 0 : -1;
}
