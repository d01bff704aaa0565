// Spends its time inside the kernel: reads /dev/zero in large pieces. The system call stands in read_zeros itself: libc's
// read() has no frame pointer, so that its caller would be missing from the stack.
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

static char buffer[8 << 20];

NOINLINE void read_zeros(int file)
{
    for (;;) {
        long result;
#if defined(__x86_64__)
        __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_read), "D"(file), "S"(buffer), "d"(sizeof buffer)
                         : "rcx", "r11", "memory");
#else
        result = read(file, buffer, sizeof buffer);
#endif
        if (result < 0)
            return;
    }
}

int main(void)
{
    int file = open("/dev/zero", O_RDONLY);
    printf("ready %d\n", getpid());
    fflush(stdout);
    read_zeros(file);
    return 1;
}
