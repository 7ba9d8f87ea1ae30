// All elementwise math functions (namespace zeal::vm); vm/core.h states their contract.
#pragma once

#include "op/vm/core.h"
#include "op/vm/erf.h"
#include "op/vm/exp.h"
#include "op/vm/gamma.h"
#include "op/vm/log.h"
#include "op/vm/pow.h"
#include "op/vm/round.h"
#include "op/vm/trig.h"
