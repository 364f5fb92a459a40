// SPDX-License-Identifier: Apache-2.0
// at: Entitlements/Toggle.swift
// expect: a toggle outside of the seal
// expect: Swift names a toggle
import BrowserEngineCore
func open() { be_memory_inline_jit_restrict_rwx_to_rw_with_witness() }
