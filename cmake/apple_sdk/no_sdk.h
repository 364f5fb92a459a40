/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands at the head of every header here. These are minimal declarations of our own, of the names alone that
 * Signet uses of Apple's SDK, so that the Apple path compiles to objects on any machine and its disassembly can be
 * audited. They make no product: the toggles lead to symbols that no library has (BrowserEngineCore/BEMemory.h here).
 * Where a real SDK is in reach they refuse to be used.
 */
#if !defined(SIGNET_APPLE_NO_SDK)
#error "cmake/apple_sdk is for builds without an SDK (presets apple, apple-arm64): take it off the include path"
#endif
#if __has_include(<TargetConditionals.h>) || __has_include(<AvailabilityMacros.h>)
#error "a real SDK is here: build with it (Entitlements/build_library.sh), not with cmake/apple_sdk"
#endif
