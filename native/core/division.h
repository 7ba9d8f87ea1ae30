// Integer division that rounds down or up, also below zero; the divisor is positive.
#pragma once
#include <cstdint>

namespace zeal {

constexpr int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }
constexpr int64_t ceil_div(int64_t a, int64_t b) { return a / b + (a % b > 0); }

}  // namespace zeal
