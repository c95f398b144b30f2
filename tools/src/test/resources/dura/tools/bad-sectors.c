/*
 * Sectors of files that cannot be read, for a process that has this preloaded.
 *
 * BAD_SECTORS names a file of lines "DEVICE INODE FROM END": reading any byte of [FROM, END) of that
 * file fails with EIO; a read that begins before it ends there, as the kernel has it. The file is
 * known by its inode, so what is written in its place can be read.
 *
 * The Java virtual machine looks functions up by dlsym in the C library itself, past what is
 * preloaded, so dlsym is replaced as well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 4096

struct range {
  unsigned long long device, inode;
  long long from, end;
};

static struct range ranges[MOST];
static int count;

__attribute__((constructor)) static void load(void) {
  const char *name = getenv("BAD_SECTORS");
  FILE *file = name ? fopen(name, "r") : NULL;
  if (!file) return;
  struct range *r = ranges;
  while (count < MOST && fscanf(file, "%llu %llu %lld %lld", &r->device, &r->inode, &r->from, &r->end) == 4) {
    count++;
    r++;
  }
  fclose(file);
}

static void *real(const char *name) {
  static void *(*find)(void *, const char *);
  const char *versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
  for (int i = 0; !find && i < 3; i++) {
    find = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", versions[i]);
  }
  return find(RTLD_NEXT, name);
}

/* How many bytes can be read; -1 and EIO if not even the first. */
static ssize_t readable(int fd, long long at, size_t length) {
  struct stat st;
  if (!count || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return (ssize_t)length;
  long long end = at + (long long)length;
  if (end > st.st_size) end = st.st_size;
  for (int i = 0; i < count; i++) {
    struct range *r = &ranges[i];
    if (r->device != st.st_dev || r->inode != st.st_ino || r->end <= at || r->from >= end) continue;
    if (r->from <= at) {
      errno = EIO;
      return -1;
    }
    end = r->from;
  }
  return end > at ? (ssize_t)(end - at) : (ssize_t)length;
}

ssize_t pread(int fd, void *into, size_t length, off_t at) {
  static ssize_t (*next)(int, void *, size_t, off_t);
  if (!next) next = (ssize_t (*)(int, void *, size_t, off_t))real("pread");
  ssize_t most = readable(fd, at, length);
  return most < 0 ? -1 : next(fd, into, (size_t)most, at);
}

ssize_t pread64(int fd, void *into, size_t length, off_t at) {
  return pread(fd, into, length, at);
}

ssize_t read(int fd, void *into, size_t length) {
  static ssize_t (*next)(int, void *, size_t);
  if (!next) next = (ssize_t (*)(int, void *, size_t))real("read");
  int before = errno;
  off_t at = count ? lseek(fd, 0, SEEK_CUR) : -1;
  errno = before;
  ssize_t most = at < 0 ? (ssize_t)length : readable(fd, at, length);
  return most < 0 ? -1 : next(fd, into, (size_t)most);
}

void *dlsym(void *handle, const char *name) {
  static void *(*next)(void *, const char *);
  if (!next) next = (void *(*)(void *, const char *))real("dlsym");
  if (!strcmp(name, "pread") || !strcmp(name, "pread64")) return (void *)pread;
  if (!strcmp(name, "read")) return (void *)read;
  return next(handle, name);
}
