// SPDX-License-Identifier: Apache-2.0
// at: runtime/toggle_included.c
// expect: the toggles included outside of the seal
#include "memory/toggles.h"
