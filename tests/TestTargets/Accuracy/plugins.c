/* Threads load a library, work in it, and unload it, again and again: "plugins A.so B.so". Both libraries come to lie at the
   same addresses, now one, now the other; what one of them calls tells which of them it was.
   The chain: spin, plugin_a_work, plugin_a, use_a, in_thread, <where threads begin>; and the same with b. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define NOINLINE __attribute__((noinline, noclone))

typedef void (*work)(void (*spin)(unsigned), unsigned rounds);

volatile uint64_t sink;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

NOINLINE void spin(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++)
        sink = sink * 6364136223846793005u + i;
}

#define DEFINE_USE(x)                                                                                                          \
    NOINLINE void use_##x(const char *path)                                                                                    \
    {                                                                                                                          \
        void *library = dlopen(path, RTLD_NOW);                                                                                \
        if (library == NULL)                                                                                                   \
            abort();                                                                                                           \
        ((work)dlsym(library, "plugin_" #x))(spin, 2000000);                                                                   \
        dlclose(library);                                                                                                      \
        sink++;                                                                                                                \
    }

DEFINE_USE(a)
DEFINE_USE(b)

static char **paths;

static void *in_thread(void *ignored)
{
    for (unsigned i = 0;; i++) {
        pthread_mutex_lock(&one_at_a_time); /* else one thread keeps the library that the other unloads */
        if (i % 2 == 0)
            use_a(paths[1]);
        else
            use_b(paths[2]);
        pthread_mutex_unlock(&one_at_a_time);
    }
    return ignored;
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    if (argc < 3)
        return 2;
    paths = argv;
    puts("ready");
    fflush(stdout);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, in_thread, NULL);
    pthread_join(threads[0], NULL);
    return 0;
}
