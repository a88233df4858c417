// The XXH3 family of libxxhash, as Debian ships it.
#include <xxhash.h>
