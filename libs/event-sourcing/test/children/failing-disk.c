/*
 * Put before the C library by LD_PRELOAD: while the file named by FAILING_DISK exists, syncing a file fails as it does on
 * a disk that has lost a write.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int sync_by(const char *name, int descriptor) {
  const char *failing = getenv("FAILING_DISK");
  if (failing && access(failing, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(descriptor);
}

int fsync(int descriptor) { return sync_by("fsync", descriptor); }
int fdatasync(int descriptor) { return sync_by("fdatasync", descriptor); }
