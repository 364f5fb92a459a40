# Objects for Apple's systems, without an SDK (presets apple, apple-arm64): on any machine with clang-22, against the
# minimal declarations in cmake/apple_sdk. Proves that the Apple path compiles, and lets its disassembly be audited. On a
# Mac Entitlements/build_library.sh builds the library.
set(SIGNET_APPLE ON)
set(SIGNET_APPLE_TARGET arm64e-apple-ios17.4 CACHE STRING "target triple")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SIGNET_APPLE_TARGET)
string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR ${SIGNET_APPLE_TARGET})
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_COMPILER clang-22)
set(CMAKE_C_COMPILER_TARGET ${SIGNET_APPLE_TARGET})
set(CMAKE_ASM_COMPILER clang-22)
set(CMAKE_ASM_COMPILER_TARGET ${SIGNET_APPLE_TARGET})
set(CMAKE_AR llvm-ar-22)
set(CMAKE_RANLIB llvm-ranlib-22)
set(CMAKE_C_FLAGS_INIT
    "-DSIGNET_APPLE_NO_SDK -nostdlibinc -isystem ${CMAKE_CURRENT_LIST_DIR}/apple_sdk -ffreestanding -fno-builtin")
