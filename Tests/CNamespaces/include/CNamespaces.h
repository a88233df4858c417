// setns(2) is declared for _GNU_SOURCE only, which Swift does not define.
#pragma once

/// Moves the calling thread into the network namespace of a process. -1 and errno on failure.
int join_network_namespace(int pid);
