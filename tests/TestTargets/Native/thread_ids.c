/* Threads that say by which address their C library knows them, and by which number the kernel does. */
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *say(void *unused)
{
    pthread_mutex_lock(&turn);
    printf("thread %lx %ld\n", (unsigned long)pthread_self(), (long)syscall(SYS_gettid));
    fflush(stdout);
    pthread_mutex_unlock(&turn);
    for (;;)
        pause();
    return unused;
}

int main(void)
{
    for (int i = 0; i < 4; i++) {
        pthread_t thread;
        pthread_create(&thread, 0, say, 0);
    }
    say(0);
}
