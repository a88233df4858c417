#define _GNU_SOURCE
#include "CNamespaces.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

int join_network_namespace(int pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    int result = setns(file, CLONE_NEWNET);
    close(file);
    return result;
}
