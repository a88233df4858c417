// libsodium: random tokens, keyed proofs and constant-time comparison.
#include <sodium.h>
