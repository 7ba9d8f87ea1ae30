// Joining: a convolution takes the bias and the ReLU behind it along, in its last store; the bits are those of the ops.
#include <cstring>

#include "graph/passes/passes.h"
#include "op/short_attrs.h"

namespace zeal {
namespace {

bool has_one_reader(const Plan& p, const Symbol* s) {
  int readers = 0;
  for (int i = 0; i < p.size() && readers < 2; ++i)
    for (size_t k = 0; !p.is_gone(i) && k < p.node(i).inputs.size(); ++k) readers += p.input(i, k) == s;
  return readers == 1;
}

// The place of the node of this op whose only reader reads it as operand 0; else -1.
int only_for(const Plan& p, int i, const OpDef& op) {
  const Symbol* s = p.input(i, 0);
  const int maker = p.maker(s);
  const bool fits = maker >= 0 && p.node(maker).op == &op && p.is_pure(maker) && !p.stays(maker) && !p.known(s) && p.node(maker).controls.empty();
  return fits && has_one_reader(p, s) ? maker : -1;
}

const char* format_of_conv(const Node& node) { return attr_of<ShortString>(*node.op, node.attrs, "data_format").text(); }

bool take_bias(Plan& p, int i, int conv) {
  const DType dtype = p.input(i, 0)->value->dtype;
  if (dtype != DType::kFloat32 && dtype != DType::kFloat64) return false;  // others are rounded between the ops
  return p.rewrite(i, get_op("Conv2DBias"), p.node(conv).attrs, {p.input(conv, 0), p.input(conv, 1), p.input(i, 1)});
}

bool bias_add(Plan& p, int i) {
  const int conv = only_for(p, i, get_op("Conv2D"));
  if (conv < 0) return false;
  const char* format = attr_of<const char*>(*p.node(i).op, p.node(i).attrs, "data_format");
  return !std::strcmp(format, format_of_conv(p.node(conv))) && take_bias(p, i, conv);
}

// A vector that is added to the last axis, one number for each channel.
bool add(Plan& p, int i) {
  const ShapeView bias = p.shape(p.input(i, 1)), image = p.shape(p.input(i, 0));
  if (bias.rank != 1 || image.rank != 4 || bias[0] < 0 || bias[0] != image[3]) return false;
  const int conv = only_for(p, i, get_op("Conv2D"));
  return conv >= 0 && !std::strcmp(format_of_conv(p.node(conv)), "NHWC") && take_bias(p, i, conv);
}

bool relu(Plan& p, int i) {
  const int conv = only_for(p, i, get_op("Conv2DBias"));
  if (conv < 0) return false;
  return p.rewrite(i, get_op("Conv2DBiasRelu"), p.node(conv).attrs, {p.input(conv, 0), p.input(conv, 1), p.input(conv, 2)});
}

const Rules& rules() {
  static const Rules* all = new Rules{{"BiasAdd", bias_add}, {"Add", add}, {"AddV2", add}, {"Relu", relu}};
  return *all;
}

}  // namespace

int join(Plan& plan) { return rules().apply(plan); }

}  // namespace zeal
