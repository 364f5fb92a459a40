# The controls of the attack tests (memory/attack_arm64_test.c): for each defence a program in which the files that
# hold it are compiled without it. They come before the library, whose own objects are then not taken. Nothing else
# links with such objects: they need a symbol that only the test defines, which the last test shows.
function(signet_control defence)
  string(TOLOWER ${defence} name)
  set(program memory_attack_without_${name})
  list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/memory/)
  add_executable(${program} ${CMAKE_SOURCE_DIR}/memory/attack_arm64_test.c ${ARGN})
  target_compile_definitions(${program} PRIVATE SIGNET_TEST_WITHOUT_${defence})
  target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR}/harness/criterion_arm64)
  target_link_libraries(${program} PRIVATE signet_memory)
  add_test(NAME memory/attack_without_${name} COMMAND ${program})
endfunction()

# The same for runtime/pointer_attack_arm64_test.c, with all of the folders named after the defence.
function(signet_pointer_control defence)
  string(TOLOWER ${defence} name)
  set(program runtime_pointer_attack_without_${name})
  set(sources)
  foreach(folder IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.c)
    list(FILTER found EXCLUDE REGEX "_test\\.c$")
    list(APPEND sources ${found})
  endforeach()
  add_executable(${program} ${CMAKE_SOURCE_DIR}/runtime/pointer_attack_arm64_test.c ${sources})
  target_compile_definitions(${program} PRIVATE SIGNET_TEST_WITHOUT_${defence}
                                                MODULE_DIR="${CMAKE_BINARY_DIR}/modules/runtime")
  add_dependencies(${program} runtime_modules)
  target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR}/harness/criterion_arm64)
  target_link_libraries(${program} PRIVATE signet_runtime)
  add_test(NAME runtime/pointer_attack_without_${name} COMMAND ${program})
endfunction()

if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64" AND NOT SIGNET_OBJECTS_ONLY)
  foreach(defence TAG_CHECK RECORD_CHECK END_CHECK COUNTER THREAD_CHECK)
    signet_control(${defence} seal.c)
  endforeach()
  signet_control(CLAIMS seal.c seal_space.c)
  signet_control(WITNESS toggles_linux_arm64.S)
  signet_control(PROTECTION toggles_linux_arm64.S region_linux_arm64.c)

  signet_pointer_control(SLOT_ADDRESS codegen runtime)
  signet_pointer_control(INSTANCE_CHECK codegen)
  signet_pointer_control(SIGNED_RETURNS codegen)

  # Without pointer authentication nothing starts. (With it memory/pac_test passes.)
  if(CMAKE_CROSSCOMPILING_EMULATOR)
    list(GET CMAKE_CROSSCOMPILING_EMULATOR 0 qemu)
    add_test(NAME memory/refuses_without_pac
             COMMAND sh -c "! ${qemu} -cpu max,pauth=off $<TARGET_FILE:memory_pac_test> 2>/dev/null")
  endif()

  add_executable(memory_undefended EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/memory/seal_arm64_test.c
                                                    ${CMAKE_SOURCE_DIR}/memory/seal.c)
  target_compile_definitions(memory_undefended PRIVATE SIGNET_TEST_WITHOUT_TAG_CHECK)
  target_include_directories(memory_undefended PRIVATE ${CMAKE_SOURCE_DIR}/harness/criterion_arm64)
  target_link_libraries(memory_undefended PRIVATE signet_memory)
  add_test(NAME memory/undefended_does_not_link
           COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target memory_undefended)
  set_tests_properties(memory/undefended_does_not_link PROPERTIES
    PASS_REGULAR_EXPRESSION "undefined reference to .this_program_tests_without_a_defence")
endif()
