// libnuma: which nodes of memory there are, which CPUs are near them, and memory of one of them.
//
// The library keeps sets of nodes and CPUs in structures that it allocates, and prints words of its own
// where it is asked of what is not there: these functions ask for what is, and give numbers.
#pragma once

#include <errno.h>
#include <numa.h>
#include <numaif.h>

/// Whether the kernel knows nodes of memory at all: without, nothing else here may be called.
static inline int cnuma_is_available(void)
{
    return numa_available() >= 0;
}

/// Whether this process may have memory of a node: it is there, has memory, and the process's cpuset
/// holds it.
static inline int cnuma_has_node(unsigned int node)
{
    return numa_bitmask_isbitset(numa_all_nodes_ptr, node);
}

/// Writes the numbers of the CPUs of a node that is there into `cpus`, up to `room` of them. Returns how
/// many there are, or -1 and errno.
static inline int cnuma_cpus(int node, int *cpus, int room)
{
    struct bitmask *mask = numa_allocate_cpumask();
    int count = numa_node_to_cpus(node, mask);
    int code = errno;
    if (count == 0) {
        for (unsigned int cpu = 0; cpu < mask->size; cpu++) {
            if (!numa_bitmask_isbitset(mask, cpu)) continue;
            if (count < room) cpus[count] = (int)cpu;
            count++;
        }
    }
    numa_free_cpumask(mask);
    errno = code;
    return count;
}

/// Takes all pages of a mapping from one node, those that are there already too: mbind(2) with MPOL_BIND,
/// MPOL_MF_STRICT and MPOL_MF_MOVE. 0, or -1 and errno: EIO where a page is elsewhere and stays there.
static inline int cnuma_bind(void *address, unsigned long bytes, unsigned int node)
{
    struct bitmask *nodes = numa_allocate_nodemask();
    numa_bitmask_setbit(nodes, node);
    // The kernel looks at one bit less than it is told.
    long result = mbind(
        address, bytes, MPOL_BIND, nodes->maskp, nodes->size + 1, MPOL_MF_STRICT | MPOL_MF_MOVE);
    int code = errno;
    numa_free_nodemask(nodes);
    errno = code;
    return (int)result;
}

/// The node of each of `count` pages, or a negative error number (-ENOENT of a page that was never
/// touched): move_pages(2) that moves nothing. 0, or -1 and errno.
static inline int cnuma_nodes_of_pages(void **pages, int *nodes, unsigned long count)
{
    return (int)move_pages(0, count, pages, NULL, nodes, 0);
}
