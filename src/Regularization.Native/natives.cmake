# Builds the library for this machine and for every other platform whose cross-compiler is here, and runs the self-test of each that this machine can
# run: its own, linux-arm64 under qemu, win-x64 under wine.
#   cmake -D HOST=linux-x64 -D OUTPUT=artifacts/native -P natives.cmake
# What lies in OUTPUT/<rid> without a build directory came from another machine, and stays as it is.
cmake_minimum_required(VERSION 3.20)

set(RIDS linux-x64 linux-arm64 linux-musl-x64 win-x64 win-arm64 osx-x64 osx-arm64)
set(COMPILER_linux-arm64 aarch64-linux-gnu-g++)
set(COMPILER_win-x64 x86_64-w64-mingw32-g++)

# HOST is as .NET names it; a runtime made for one distribution says debian.12-x64.
if(NOT HOST MATCHES "^(linux|win|osx)-")
  string(REGEX REPLACE "^alpine[^-]*" "linux-musl" HOST "${HOST}")
  string(REGEX REPLACE "^[^-]*-(x64|arm64)$" "linux-\\1" HOST "${HOST}")
endif()
if(NOT HOST IN_LIST RIDS)
  list(APPEND RIDS ${HOST})
endif()

get_filename_component(OUTPUT "${OUTPUT}" ABSOLUTE)
set(ENV{WINEDEBUG} -all)

# Wine's folder has links to / and to the user's folders, which whoever looks through this tree would follow: it is elsewhere, and goes with this run.
if("$ENV{WINEPREFIX}" STREQUAL "" AND CMAKE_HOST_UNIX)
  execute_process(COMMAND mktemp -d OUTPUT_VARIABLE wine OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(ENV{WINEPREFIX} "${wine}")
endif()

function(remove_wine)
  if(wine)
    execute_process(COMMAND wineserver -k OUTPUT_QUIET ERROR_QUIET)
    execute_process(COMMAND rm -rf "${wine}")
  endif()
endfunction()

# One step; fails with all that it said.
function(step rid what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT result EQUAL 0)
    remove_wine()
    message(FATAL_ERROR "${rid}: ${what} failed.\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
endfunction()

function(build rid)
  set(build "${OUTPUT}/${rid}/build")
  set(configure "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${build}" -DCMAKE_BUILD_TYPE=Release -DRK_SELF_TEST=ON
    "-DCMAKE_LIBRARY_OUTPUT_DIRECTORY_RELEASE=${OUTPUT}/${rid}" "-DCMAKE_RUNTIME_OUTPUT_DIRECTORY_RELEASE=${OUTPUT}/${rid}" ${ARGN})
  execute_process(COMMAND ${configure} RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
  if(NOT result EQUAL 0)
    # A build directory left by another compiler or moved from another place: once more, from nothing.
    file(REMOVE_RECURSE "${build}")
    step(${rid} "configuring" ${configure})
  endif()
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  step(${rid} "the build" "${CMAKE_COMMAND}" --build "${build}" --config Release --parallel ${cores})

  file(STRINGS "${build}/CMakeCache.txt" emulator REGEX "^RK_EMULATOR:")
  if("${emulator}" MATCHES "NOTFOUND")
    message(NOTICE "${rid}: built; its self-test is not run, as no emulator is here")
    return()
  endif()
  set(under "")
  if("${emulator}" MATCHES "=(.*/)?([^/]+)$")
    set(under " under ${CMAKE_MATCH_2}")
  endif()
  step(${rid} "the self-test${under}" "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Release --verbose --no-tests=error)
  string(REGEX MATCHALL "[a-z0-9]+: [0-9]+ of [0-9]+ calls of [0-9]+ kernels" sets "${said}")
  list(JOIN sets "; " sets)
  message(NOTICE "${rid}: built; self-test passed${under} (${sets})")
endfunction()

set(left_out "")
foreach(rid IN LISTS RIDS)
  file(GLOB found "${OUTPUT}/${rid}/*regularization_native.*")
  find_program(compiler_${rid} NAMES ${COMPILER_${rid}} NO_CACHE)
  if(found AND NOT EXISTS "${OUTPUT}/${rid}/build")
    message(NOTICE "${rid}: as it was found")
  elseif(rid STREQUAL HOST)
    build(${rid})
  elseif(DEFINED COMPILER_${rid} AND compiler_${rid})
    build(${rid} "-DCMAKE_TOOLCHAIN_FILE=${CMAKE_CURRENT_LIST_DIR}/toolchains/${rid}.cmake")
  else()
    if(found)
      file(REMOVE ${found})  # built here once, but not from these sources
    endif()
    list(APPEND left_out ${rid})
  endif()
endforeach()
remove_wine()
if(left_out)
  list(JOIN left_out ", " left_out)
  message(NOTICE "No compiler here for ${left_out}: managed kernels there")
endif()
