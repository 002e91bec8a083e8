#define _GNU_SOURCE
#include "adversity.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static struct adversity *shared;

__attribute__((constructor)) static void adversity_begin(void) {
    const char *path = getenv("ADVERSITY");
    if (path == NULL) return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof(struct adversity), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED) return;
    shared = memory;
    shared->process = getpid();
}

/// Counts a step, and ends the process that is tested instead of taking the one that was chosen. A child that has not yet become another
/// program shares the memory, so that the start of a program is a step as well.
static void step(void) {
    if (shared == NULL || shared->target < 0) return;
    int64_t number = ++shared->reached;
    if (shared->target == 0 || number != shared->target) return;
    kill((pid_t)shared->process, SIGKILL);
    // The kernel may take a moment; nothing may be done in it.
    _exit(127);
}

#define NEXT(name) \
    static __typeof__(name) *next; \
    if (next == NULL) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

int mkdir(const char *path, mode_t mode) { NEXT(mkdir); step(); return next(path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { NEXT(mkdirat); step(); return next(at, path, mode); }
int rmdir(const char *path) { NEXT(rmdir); step(); return next(path); }
int unlink(const char *path) { NEXT(unlink); step(); return next(path); }
int unlinkat(int at, const char *path, int flags) { NEXT(unlinkat); step(); return next(at, path, flags); }
int rename(const char *from, const char *to) { NEXT(rename); step(); return next(from, to); }
int renameat(int at, const char *from, int other, const char *to) { NEXT(renameat); step(); return next(at, from, other, to); }
int renameat2(int at, const char *from, int other, const char *to, unsigned int flags) {
    NEXT(renameat2);
    step();
    return next(at, from, other, to, flags);
}
int link(const char *from, const char *to) { NEXT(link); step(); return next(from, to); }
int symlink(const char *from, const char *to) { NEXT(symlink); step(); return next(from, to); }
int chown(const char *path, uid_t user, gid_t group) { NEXT(chown); step(); return next(path, user, group); }
int fchown(int file, uid_t user, gid_t group) { NEXT(fchown); step(); return next(file, user, group); }
int fsync(int file) { NEXT(fsync); step(); return next(file); }
int fdatasync(int file) { NEXT(fdatasync); step(); return next(file); }

int execve(const char *path, char *const arguments[], char *const environment[]) {
    NEXT(execve);
    step();
    return next(path, arguments, environment);
}

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        NEXT(name); \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        if (flags & O_CREAT) step(); \
        return next(path, flags, mode); \
    }

OPENING(open)
OPENING(open64)

#define OPENING_AT(name) \
    int name(int at, const char *path, int flags, ...) { \
        NEXT(name); \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        if (flags & O_CREAT) step(); \
        return next(at, path, flags, mode); \
    }

OPENING_AT(openat)
OPENING_AT(openat64)

static int64_t ahead(void) { return shared == NULL ? 0 : shared->clock; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    NEXT(clock_gettime);
    int result = next(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    NEXT(gettimeofday);
    int result = next(now, zone);
    if (result == 0) now->tv_sec += ahead();
    return result;
}

int timespec_get(struct timespec *now, int base) {
    NEXT(timespec_get);
    int result = next(now, base);
    if (result == TIME_UTC) now->tv_sec += ahead();
    return result;
}

time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now != NULL) *now = exact.tv_sec;
    return exact.tv_sec;
}
