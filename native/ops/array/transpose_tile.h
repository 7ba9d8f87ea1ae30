// Transposes of small tiles: every cache line is read once and written once, whatever the strides.
#pragma once
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace zeal {

// Rows and columns of a tile: one cache line of the smaller elements.
template <class T> constexpr int kTile = sizeof(T) >= 8 ? 8 : 16;

#if defined(__SSE2__)
// 16 lines of 16 floats: four 4x4 transposes per 4 output rows.
inline void transpose_tile(uint32_t* dst, int64_t dst_step, const uint32_t* src, int64_t src_step) {
  alignas(64) uint32_t lines[16][16];
  for (int i = 0; i < 16; ++i) std::memcpy(lines[i], src + i * src_step, 64);
  for (int c = 0; c < 16; c += 4) {
    __m128 out[4][4];
    for (int r = 0; r < 4; ++r) {
      __m128 v[4];
      for (int k = 0; k < 4; ++k) v[k] = _mm_load_ps(reinterpret_cast<const float*>(&lines[4 * r + k][c]));
      _MM_TRANSPOSE4_PS(v[0], v[1], v[2], v[3]);
      for (int k = 0; k < 4; ++k) out[k][r] = v[k];
    }
    for (int k = 0; k < 4; ++k)
      for (int r = 0; r < 4; ++r) _mm_storeu_ps(reinterpret_cast<float*>(dst + (c + k) * dst_step + 4 * r), out[k][r]);
  }
}
#endif

template <class T> inline void transpose_tile(T* dst, int64_t dst_step, const T* src, int64_t src_step) {
  constexpr int n = kTile<T>;
  T lines[n][n];
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) lines[i][j] = src[i * src_step + j];
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) dst[j * dst_step + i] = lines[i][j];
}

// dst[j][i] = src[i][j] for i < rows, j < cols; steps are between rows of either side.
template <class T>
inline void transpose_block(T* dst, int64_t dst_step, const T* src, int64_t src_step, int64_t rows, int64_t cols) {
  constexpr int n = kTile<T>;
  for (int64_t i = 0; i < rows; i += n) {
    for (int64_t j = 0; j < cols; j += n) {
      const T* s = src + i * src_step + j;
      T* d = dst + j * dst_step + i;
      if (i + n <= rows && j + n <= cols) {
        transpose_tile(d, dst_step, s, src_step);
        continue;
      }
      int64_t h = rows - i < n ? rows - i : n, w = cols - j < n ? cols - j : n;
      for (int64_t a = 0; a < h; ++a)
        for (int64_t b = 0; b < w; ++b) d[b * dst_step + a] = s[a * src_step + b];
    }
  }
}

}  // namespace zeal
