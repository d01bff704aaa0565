// A patient for sonde inspect: one ailment for each first argument. Prints "ready" once it has it, then keeps it until killed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile unsigned long sink;

static void ready(void)
{
    puts("ready");
    fflush(stdout);
}

static void *spin(void *unused)
{
    (void)unused;
    for (;;)
        sink++;
    return NULL;
}

static void forever(void)
{
    for (;;)
        pause();
}

static void touch(size_t mebibytes)
{
    char *memory = mmap(NULL, mebibytes << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        exit(3);
    memset(memory, 1, mebibytes << 20);
}

static void handle(int signal) { (void)signal; }

int main(int count, char **arguments)
{
    const char *ailment = count > 1 ? arguments[1] : "none";
    int number = count > 2 ? atoi(arguments[2]) : 0;
    if (strcmp(ailment, "spin") == 0) {
        // NUMBER threads that never rest.
        for (int i = 1; i < number; i++) {
            pthread_t thread;
            pthread_create(&thread, NULL, spin, NULL);
        }
        ready();
        spin(NULL);
    } else if (strcmp(ailment, "eat") == 0) {
        // NUMBER MiB that are in use.
        touch((size_t)number);
        ready();
    } else if (strcmp(ailment, "overeat") == 0) {
        // A child that takes NUMBER MiB, which is more than there is: it is killed, its parent lives on.
        pid_t child = fork();
        if (child == 0) {
            touch((size_t)number);
            _exit(0);
        }
        int status;
        waitpid(child, &status, 0);
        printf("child %s\n", WIFSIGNALED(status) ? "killed" : "survived");
        ready();
    } else if (strcmp(ailment, "spike") == 0) {
        // NUMBER MiB from one line on stdin to the next.
        ready();
        while (getchar() != EOF) {
            char *memory = mmap(NULL, (size_t)number << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            memset(memory, 1, (size_t)number << 20);
            getchar();
            munmap(memory, (size_t)number << 20);
            puts("spiked");
            fflush(stdout);
        }
    } else if (strcmp(ailment, "leak") == 0) {
        // NUMBER KiB more every 20 ms.
        ready();
        for (;;) {
            memset(malloc((size_t)number << 10), 1, (size_t)number << 10);
            usleep(20000);
        }
    } else if (strcmp(ailment, "fork") == 0) {
        // Children until there may be no more.
        int children = 0;
        pid_t child = 0;
        while (children < number && (child = fork()) > 0)
            children++;
        if (child == 0)
            forever();
        printf("children %d\n", children);
        ready();
    } else if (strcmp(ailment, "files") == 0) {
        // Open files until there may be no more than NUMBER; one of them is deleted and holds 1 MiB.
        struct rlimit limit = {(rlim_t)number, (rlim_t)number};
        setrlimit(RLIMIT_NOFILE, &limit);
        int deleted = open("/tmp", O_TMPFILE | O_RDWR, 0600);
        if (deleted < 0 || ftruncate(deleted, 0) != 0)
            return 4;
        static char block[1 << 20];
        if (write(deleted, block, sizeof block) != (ssize_t)sizeof block)
            return 5;
        while (open("/dev/zero", O_RDONLY) >= 0 || open("/", O_RDONLY) >= 0) {
        }
        ready();
    } else if (strcmp(ailment, "zombies") == 0) {
        // NUMBER children that have ended and are never reaped.
        for (int i = 0; i < number; i++) {
            pid_t child = fork();
            if (child == 0)
                _exit(0);
            siginfo_t ended;
            waitid(P_PID, child, &ended, WEXITED | WNOWAIT);
        }
        ready();
    } else if (strcmp(ailment, "stopped") == 0) {
        // A vfork parent waits uninterruptibly (D) for as long as its child neither execs nor ends.
        ready();
        if (vfork() == 0)
            for (;;)
                pause();
    } else if (strcmp(ailment, "listen") == 0) {
        // Listens on a port of its choice with a backlog of NUMBER, and connects once to itself.
        int listener = socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t length = sizeof address;
        if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, number) != 0)
            return 6;
        getsockname(listener, (struct sockaddr *)&address, &length);
        int client = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(client, (struct sockaddr *)&address, length) != 0)
            return 7;
        printf("port %d\n", ntohs(address.sin_port));
        ready();
    } else if (strcmp(ailment, "graceful") == 0) {
        signal(SIGTERM, handle);
        ready();
    } else if (strcmp(ailment, "deaf") == 0) {
        signal(SIGTERM, SIG_IGN);
        ready();
    } else {
        ready();
    }
    forever();
}
