/* Spends its CPU time at the ends of chains that are hard to unwind, one chain for each word: "shapes WORD". Each chain is
   written beside its function, the innermost first; the test compares whole chains with these. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#ifndef NO_CONTEXT
#include <ucontext.h>
#endif

#ifdef __clang__
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE __attribute__((noinline, noclone))
#endif

volatile uint64_t sink;

NOINLINE void spin(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++)
        sink = sink * 6364136223846793005u + i;
}

/* spin, handle, <trampoline>, interrupted, do_signal: the handler runs on the stack of what it interrupts. */
static void handle(int number)
{
    spin(1000000);
    sink += (unsigned)number;
}

NOINLINE void interrupted(void)
{
    for (;;)
        sink++;
}

NOINLINE void on_signal(int flags)
{
    struct sigaction action = { .sa_handler = handle, .sa_flags = flags };
    struct itimerval every = { { 0, 2000 }, { 0, 2000 } };
    sigaction(SIGPROF, &action, NULL);
    setitimer(ITIMER_PROF, &every, NULL);
    interrupted();
    sink++;
}

NOINLINE void do_signal(void)
{
    on_signal(SA_RESTART);
    sink++;
}

/* spin, handle, <trampoline>, interrupted, and then the other stack. */
NOINLINE void do_alternate(void)
{
    static char bytes[65536];
    stack_t stack = { .ss_sp = bytes, .ss_size = sizeof bytes };
    sigaltstack(&stack, NULL);
    on_signal(SA_RESTART | SA_ONSTACK);
    sink++;
}

/* the vDSO's function, clock_gettime, ask_for_time, do_vdso */
NOINLINE uint64_t ask_for_time(void)
{
    struct timespec now;
    uint64_t sum = 0;
    for (int i = 0; i < 1000; i++) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        sum += (uint64_t)now.tv_nsec;
    }
    return sum;
}

NOINLINE void do_vdso(void)
{
    for (;;)
        sink += ask_for_time();
}

/* abs is built in: -fno-builtin makes it a call through the linkage table to a function of a few instructions. */
NOINLINE void call_library(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++)
        sink += (unsigned)abs((int)i) + (unsigned)ffs((int)i);
}

NOINLINE void do_linkage(void)
{
    for (;;)
        call_library(10000);
}

/* Hardly more than prologue and epilogue, with all registers saved that a callee must save. */
NOINLINE uint64_t small(uint64_t a, uint64_t b)
{
    __asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
#ifndef FRAME_POINTER
    __asm__ volatile("" ::: "rbp");
#endif
    return a + b;
}

NOINLINE void call_small(unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++)
        sink += small(i, i + 1);
}

NOINLINE void do_prologue(void)
{
    for (;;)
        call_small(10000);
}

/* spin, with_cfi, do_assembly: it moves the stack pointer, and says so. And spin, without_cfi, do_bare: it does not. */
__asm__(".text\n"
        ".globl with_cfi\n.type with_cfi, @function\n"
        "with_cfi:\n.cfi_startproc\n"
        "push %rbx\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset rbx, 0\n"
        "push %rbp\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset rbp, 0\n"
        "mov $0x5a5a5a5a5a5a, %rbp\n"
        "mov %rsp, %rbx\n.cfi_def_cfa rbx, 24\n"
        "sub $1000, %rsp\nand $-64, %rsp\n"
        "call spin\n"
        "mov %rbx, %rsp\n.cfi_def_cfa rsp, 24\n"
        "pop %rbp\n.cfi_adjust_cfa_offset -8\n.cfi_restore rbp\n"
        "pop %rbx\n.cfi_adjust_cfa_offset -8\n.cfi_restore rbx\n"
        "ret\n.cfi_endproc\n.size with_cfi, .-with_cfi\n"
        ".globl without_cfi\n.type without_cfi, @function\n"
        "without_cfi:\n"
        "push %rbx\npush %rbp\nmov $0x5a5a5a5a5a5a, %rbp\nsub $264, %rsp\n"
        "1: call spin\n"
        "dec %ebx\njs 2f\njmp 1b\n"
        "2: add $264, %rsp\npop %rbp\npop %rbx\nret\n"
        ".size without_cfi, .-without_cfi\n"
);
void with_cfi(unsigned rounds);
void without_cfi(unsigned rounds);

NOINLINE void do_assembly(void)
{
    for (;;)
        with_cfi(10000);
}

NOINLINE void do_bare(void)
{
    for (;;)
        without_cfi(10000);
}

/* tail_end, do_tail: tail_start has left by a jump, and nothing of it is on the stack. */
NOINLINE uint64_t tail_end(uint64_t n)
{
    for (int i = 0; i < 100000; i++)
        n = n * 6364136223846793005u + sink;
    return n;
}

NOINLINE uint64_t tail_start(uint64_t n)
{
    sink += n;
    return tail_end(n + 1);
}

NOINLINE void do_tail(void)
{
    for (;;)
        sink += tail_start(sink);
}

#ifndef NO_CONTEXT
/* spin, in_context, context_body, and the function of the C library where such a stack begins. */
static ucontext_t caller, coroutine;
static char context_stack[65536];

NOINLINE void in_context(void)
{
    spin(100000);
    sink++;
}

NOINLINE void context_body(void)
{
    for (;;) {
        in_context();
        swapcontext(&coroutine, &caller);
    }
}

NOINLINE void do_context(void)
{
    getcontext(&coroutine);
    coroutine.uc_stack.ss_sp = context_stack;
    coroutine.uc_stack.ss_size = sizeof context_stack;
    makecontext(&coroutine, context_body, 0);
    for (;;)
        swapcontext(&caller, &coroutine);
}
#endif

/* spin, in_coroutine, coroutine_body: a stack made by hand, whose outermost return address is 0. */
__asm__(".text\n.globl switch_stack\n.type switch_stack, @function\n"
        "switch_stack:\n.cfi_startproc\n"
        "push %rbp\npush %rbx\npush %r12\npush %r13\npush %r14\npush %r15\n"
        ".cfi_adjust_cfa_offset 48\n.cfi_rel_offset rbp, 40\n.cfi_rel_offset rbx, 32\n"
        "mov %rsp, (%rdi)\n"
        "mov %rsi, %rsp\n"
        "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\npop %rbp\n.cfi_adjust_cfa_offset -48\n"
        "ret\n.cfi_endproc\n.size switch_stack, .-switch_stack\n");
void switch_stack(void **save, void *to);

static void *main_stack, *own_stack;
static uint64_t words[16384] __attribute__((aligned(16)));

NOINLINE void in_coroutine(void)
{
    spin(100000);
    sink++;
}

NOINLINE void coroutine_body(void)
{
    for (;;) {
        in_coroutine();
        switch_stack(&own_stack, main_stack);
    }
}

NOINLINE void do_coroutine(void)
{
    size_t top = sizeof words / sizeof words[0] - 2;
    words[top - 1] = (uint64_t)coroutine_body; /* switch_stack returns to it, with a return address of 0 above */
    own_stack = &words[top - 7];
    for (;;)
        switch_stack(&main_stack, own_stack);
}

/* spin, descend 101 times with more than 800 bytes each, do_deep: more than a copy holds. */
NOINLINE uint64_t descend(unsigned depth)
{
    volatile char room[800];
    room[depth % sizeof room] = 1;
    if (depth == 0)
        spin(100000);
    else
        sink += descend(depth - 1);
    return sink + (uint64_t)room[depth % sizeof room];
}

NOINLINE void do_deep(void)
{
    for (;;)
        sink += descend(100);
}

/* spin, compare, <the C library>, sort_all, do_callback */
NOINLINE int compare(const void *left, const void *right)
{
    spin(1000);
    return *(const int *)left - *(const int *)right;
}

NOINLINE void sort_all(void)
{
    int values[300];
    for (int i = 0; i < 300; i++)
        values[i] = (int)((unsigned)i * 2654435761u >> 8);
    qsort(values, 300, sizeof values[0], compare);
    sink += (unsigned)values[7];
}

NOINLINE void do_callback(void)
{
    for (;;)
        sort_all();
}

/* spin, in_thread, <where threads begin> */
static void *in_thread(void *ignored)
{
    for (;;)
        spin(100000);
    return ignored;
}

NOINLINE void do_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
    sink++;
}

int main(int argc, char **argv)
{
    static const struct { const char *word; void (*run)(void); } all[] = {
        { "signal", do_signal }, { "alternate", do_alternate }, { "vdso", do_vdso }, { "linkage", do_linkage },
        { "prologue", do_prologue }, { "assembly", do_assembly }, { "bare", do_bare }, { "tail", do_tail },
#ifndef NO_CONTEXT
        { "context", do_context },
#endif
        { "coroutine", do_coroutine }, { "deep", do_deep }, { "callback", do_callback }, { "thread", do_thread },
    };
    puts("ready");
    fflush(stdout);
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        if (argc > 1 && strcmp(argv[1], all[i].word) == 0)
            all[i].run();
    return 2;
}
