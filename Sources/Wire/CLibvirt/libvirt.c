#include "strata_libvirt.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct strata_libvirt library;
static char reason[512];
static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Errors are taken from where they happened; the library would write them to standard error too.
static void ignore(void *data, virErrorPtr error) { (void)data, (void)error; }

// A timer that the loop cannot end without: with nothing to wait for, it would not wait.
static void tick(int timer, void *data) { (void)timer, (void)data; }

// All of libvirt's timers and sockets are served here, for as long as the process lives.
static void *serve(void *nothing) {
    for (;;) library.virEventRunDefaultImpl();
    return nothing;
}

static void *find(void *const handles[3], const char *name) {
    for (int i = 0; i < 3; i++) {
        void *place = handles[i] ? dlsym(handles[i], name) : NULL;
        if (place) return place;
    }
    return NULL;
}

int strata_libvirt_resolve(struct strata_libvirt *found, void *const handles[3], char *why, unsigned long size) {
#define STRATA_LIBVIRT_RESOLVE(name)                                                         \
    found->name = (__typeof__(found->name))find(handles, #name);                             \
    if (!found->name) {                                                                      \
        snprintf(why, size, "the libvirt that is installed has no function %s", #name);      \
        return 0;                                                                            \
    }
#define STRATA_LIBVIRT_RESOLVE_YOUNG(name) found->name = (__typeof__(found->name))find(handles, #name);
    STRATA_LIBVIRT_FUNCTIONS(STRATA_LIBVIRT_RESOLVE)
    STRATA_LIBVIRT_YOUNG_FUNCTIONS(STRATA_LIBVIRT_RESOLVE_YOUNG)
    return 1;
}

static void load(void) {
    void *handles[3] = {dlopen("libvirt.so.0", RTLD_NOW | RTLD_GLOBAL), NULL, NULL};
    if (!handles[0]) {
        snprintf(reason, sizeof reason, "%s", dlerror());
        return;
    }
    handles[1] = dlopen("libvirt-qemu.so.0", RTLD_NOW);
    handles[2] = dlopen("libvirt-lxc.so.0", RTLD_NOW);
    if (!strata_libvirt_resolve(&library, handles, reason, sizeof reason)) return;
    if (library.virInitialize() < 0 || library.virEventRegisterDefaultImpl() < 0) {
        snprintf(reason, sizeof reason, "libvirt did not initialize");
        return;
    }
    library.virSetErrorFunc(NULL, ignore);
    library.virEventAddTimeout(60000, tick, NULL, NULL);
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0) {
        snprintf(reason, sizeof reason, "there is no thread left for libvirt's events");
        return;
    }
    pthread_detach(thread);
    is_loaded = 1;
}

const struct strata_libvirt *strata_libvirt_load(const char **why) {
    pthread_once(&once, load);
    *why = reason;
    return is_loaded ? &library : NULL;
}
