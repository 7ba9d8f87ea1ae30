// Objects that kernel files define once per instruction set, and the choice among them.
#pragma once

namespace zeal {
// The instruction set to use: 0 baseline, 1 AVX2 + FMA, 2 AVX-512. Throws if ZEAL_ISA is wrong.
int best_isa();
}

// name_0 (baseline), name_1 (AVX2 + FMA), name_2 (AVX-512); elsewhere than on x86-64 name_0 alone.
// ZEAL_FOR_ISA(name) is the one that the kernel file being compiled defines.
#define ZEAL_ISA_PASTE_(name, isa) name##_##isa
#define ZEAL_ISA_PASTE(name, isa) ZEAL_ISA_PASTE_(name, isa)
#define ZEAL_FOR_ISA(name) ZEAL_ISA_PASTE(name, ZEAL_ISA)

#if defined(__x86_64__) || defined(_M_X64)
#define ZEAL_DECLARE_FOR_ISAS(type, name) extern type name##_0, name##_1, name##_2;
#define ZEAL_PICK_ISA(name) (best_isa() == 2 ? name##_2 : best_isa() == 1 ? name##_1 : name##_0)
// Of a kernel file that says "Light: ": it is not compiled for AVX-512.
#define ZEAL_PICK_LIGHT_ISA(name) (best_isa() ? name##_1 : name##_0)
#else
#define ZEAL_DECLARE_FOR_ISAS(type, name) extern type name##_0;
#define ZEAL_PICK_ISA(name) (name##_0)
#define ZEAL_PICK_LIGHT_ISA(name) (name##_0)
#endif
