# signet_folder(NAME LIBRARY...): NAME/*.c and NAME/*.S but the tests are the static library `signet_NAME`; each
# NAME/*_test.c is a test program of its own (Criterion on the host; on arm64 harness/criterion/ stands in). Modules that
# they run are NAME/modules/*.wat, assembled by wat2wasm into MODULE_DIR.
function(signet_folder name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*.c ${CMAKE_SOURCE_DIR}/${name}/*.S)
  list(FILTER sources EXCLUDE REGEX "_test\\.c$")
  # What belongs to one kind of machine has its name at the end of the file's.
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    list(FILTER sources EXCLUDE REGEX "_arm64\\.(c|S)$")
  endif()
  if(SIGNET_APPLE)
    list(FILTER sources EXCLUDE REGEX "_linux_arm64\\.(c|S)$")
  else()
    list(FILTER sources EXCLUDE REGEX "_apple\\.c$")
  endif()
  if(NOT sources)
    return()
  endif()
  list(TRANSFORM ARGN PREPEND signet_ OUTPUT_VARIABLE libraries)
  if(SIGNET_OBJECTS_ONLY)
    add_library(signet_${name} OBJECT ${sources})
    return()
  endif()
  add_library(signet_${name} STATIC ${sources})
  foreach(library IN LISTS libraries)
    if(TARGET ${library})
      target_link_libraries(signet_${name} PUBLIC ${library})
    endif()
  endforeach()
  file(GLOB modules CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/modules/*.wat ${CMAKE_SOURCE_DIR}/${name}/golden/*.wat)
  set(assembled)
  foreach(module IN LISTS modules)
    get_filename_component(stem ${module} NAME_WE)
    set(output ${CMAKE_BINARY_DIR}/modules/${name}/${stem}.wasm)
    add_custom_command(OUTPUT ${output} COMMAND wat2wasm --debug-names ${module} -o ${output} DEPENDS ${module})
    list(APPEND assembled ${output})
  endforeach()
  if(assembled)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/modules/${name})
    add_custom_target(${name}_modules DEPENDS ${assembled})
  endif()
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*_test.c)
  if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    list(FILTER tests EXCLUDE REGEX "_arm64_test\\.c$")
  endif()
  foreach(test IN LISTS tests)
    signet_test(${name} ${test})
  endforeach()
endfunction()

# signet_test(FOLDER FILE): one test program, linked with the folder's library.
function(signet_test name test)
  get_filename_component(program ${test} NAME_WE)
  add_executable(${name}_${program} ${test})
  target_compile_definitions(${name}_${program} PRIVATE SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name}_${program} PRIVATE signet_${name})
  if(TARGET ${name}_modules)
    add_dependencies(${name}_${program} ${name}_modules)
    target_compile_definitions(${name}_${program} PRIVATE MODULE_DIR="${CMAKE_BINARY_DIR}/modules/${name}")
  endif()
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    target_include_directories(${name}_${program} PRIVATE ${CMAKE_SOURCE_DIR}/harness/criterion_arm64)
    add_test(NAME ${name}/${program} COMMAND ${name}_${program})
  else()
    target_link_libraries(${name}_${program} PRIVATE criterion)
    add_test(NAME ${name}/${program} COMMAND ${name}_${program} --jobs 1)
  endif()
endfunction()

# Handlers of the walker inline what they emit with (7 % fewer instructions a byte compiled than with -O2). Two stores are
# shorter than bringing both halves into one vector register, and no loop here has many turns.
set_source_files_properties(
  ${CMAKE_SOURCE_DIR}/codegen/compile.c
  PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-O3;-fno-tree-vectorize;-fno-tree-slp-vectorize>")

# The seal's critical sections must not spill: optimized in every build (memory/seal.c).
set_source_files_properties(
  ${CMAKE_SOURCE_DIR}/memory/seal.c ${CMAKE_SOURCE_DIR}/memory/seal_space.c
  PROPERTIES COMPILE_OPTIONS "-O2;-fno-stack-protector;-fno-jump-tables;-fomit-frame-pointer")
# The verifier's loop inlines what is common.
set_source_files_properties(${CMAKE_SOURCE_DIR}/verifier/function.c PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O3>)
