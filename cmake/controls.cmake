# What the tests of arm64e check besides the programs: that nothing starts without pointer authentication or links
# without a defence. The attacks and their controls: cmake/attacks.cmake.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64" AND NOT SIGNET_OBJECTS_ONLY)
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
