// Hints of zeal/hints.py, each given once.
#pragma once

namespace zeal::bind {

// Calls zeal.hints.NAME(); whether there is nothing more to say. An error stops no program; Ctrl-C does.
bool give_hint(const char* name);

}  // namespace zeal::bind
