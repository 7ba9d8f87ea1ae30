// Stamps one family of elementwise functors for one instruction set.
// Compile with -DZEAL_FAMILY='"ops/math/exp_log.h"' -DZEAL_ISA=0|1|2 and the matching -march.
#if !defined(ZEAL_FAMILY) || !defined(ZEAL_ISA)
#error "ZEAL_FAMILY and ZEAL_ISA choose what is stamped"
#endif
#include ZEAL_FAMILY
