// zlib: reads the kernel's compressed configuration.
#include <zlib.h>
