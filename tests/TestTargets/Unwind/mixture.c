/* Runs for ever through the shapes of stacks that are hard to unwind: recursion, calls back out of the C library, variable
   and realigned frames, calls through the linkage table, signal handlers on both stacks, tail calls, frames that are never
   returned from, coroutines on stacks of their own. */
#define _GNU_SOURCE
#include <alloca.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stops.h"
#ifndef NO_CONTEXT
#include <ucontext.h>
#endif

#define NOINLINE __attribute__((noinline, noclone))

volatile unsigned sink;
static volatile double real_sink;

static NOINLINE unsigned spin(unsigned n)
{
    unsigned x = n;
    for (unsigned i = 0; i < n; i++)
        x = x * 1664525u + 1013904223u + sink;
    return x;
}

static NOINLINE unsigned recurse(unsigned depth, unsigned n)
{
    if (depth == 0)
        return spin(n);
    unsigned below = recurse(depth - 1, n);
    return below ^ (depth + sink);
}

static NOINLINE int compare(const void *left, const void *right)
{
    unsigned a = *(const unsigned *)left, b = *(const unsigned *)right;
    sink += spin(20) & 1;
    return (a > b) - (a < b);
}

static NOINLINE unsigned sorting(void)
{
    unsigned values[200];
    for (unsigned i = 0; i < 200; i++)
        values[i] = (i * 2654435761u) >> 8;
    qsort(values, 200, sizeof values[0], compare);
    return values[7];
}

static NOINLINE unsigned variable(unsigned n)
{
    char *bytes = alloca(n * 16 + 1);
    memset(bytes, (int)n, n * 16 + 1);
    sink += (unsigned)bytes[n];
    return spin(200) + (unsigned)bytes[n / 2];
}

typedef float vector __attribute__((vector_size(64)));

static NOINLINE float realigned(unsigned n)
{
    volatile vector values __attribute__((aligned(64)));
    char *bytes = alloca(n + 1);
    memset(bytes, 1, n + 1);
    for (int i = 0; i < 16; i++)
        values[i] = (float)i + bytes[n];
    sink += spin(300);
    return values[3];
}

static NOINLINE void large(void)
{
    volatile char bytes[40000];
    for (unsigned i = 0; i < sizeof bytes; i += 64)
        bytes[i] = (char)i;
    sink += spin(1000) + (unsigned)bytes[640];
}

static NOINLINE void library(void)
{
    char text[256];
    double sum = 0;
    for (int i = 1; i < 40; i++) {
        sum += sin(i) * pow(i, 1.25) + strtod("3.14159265358979", NULL);
        snprintf(text, sizeof text, "%s %d %.17g %x", "text", i, sum, i * 3);
        sink += (unsigned)strlen(text) + (unsigned)(memchr(text, '7', strlen(text)) != NULL);
    }
    real_sink = sum;
}

static NOINLINE unsigned tail_end(unsigned n) { return spin(n) + 1; }

static NOINLINE unsigned tail_start(unsigned n)
{
    sink += spin(10);
    return tail_end(n + 1); /* a jump, where the compiler optimises */
}

static void handler(int number)
{
    sink += spin(300) + (unsigned)number;
}

static NOINLINE void signals(void)
{
    sink += spin(10);
    raise(SIGUSR1); /* on the alternate stack */
    raise(SIGUSR2);
    sink += spin(10);
}

static jmp_buf place;

static NOINLINE void jump(unsigned depth)
{
    if (depth == 0)
        longjmp(place, 1);
    jump(depth - 1);
    sink++;
}

static NOINLINE void jumping(void)
{
    if (setjmp(place) == 0)
        jump(8);
    sink += spin(500);
}

#ifndef NO_CONTEXT
static ucontext_t caller, coroutine;
static char coroutine_stack[65536];

static void coroutine_body(void)
{
    for (;;) {
        sink += recurse(3, 500);
        swapcontext(&coroutine, &caller);
    }
}

static NOINLINE void coroutines(void)
{
    if (coroutine.uc_stack.ss_sp == NULL) {
        getcontext(&coroutine);
        coroutine.uc_stack.ss_sp = coroutine_stack;
        coroutine.uc_stack.ss_size = sizeof coroutine_stack;
        makecontext(&coroutine, coroutine_body, 0);
    }
    swapcontext(&caller, &coroutine);
}
#else
static void coroutines(void) { }
#endif

typedef void (*step)(void);

static void do_recursion(void) { sink += recurse(60, 500); }
static void do_deep(void) { sink += recurse(2500, 10); }
static void do_sort(void) { sink += sorting(); }
static void do_variable(void) { sink += variable(sink % 100 + 3); }
static void do_realigned(void) { real_sink = realigned(sink % 50); }
static void do_tail(void) { sink += tail_start(2000); }

int main(void)
{
    static char alternate[65536];
    stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate };
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };
    step steps[] = { do_recursion, do_deep, do_sort, do_variable, do_realigned, large, library, do_tail, signals, jumping, coroutines };
    sigaltstack(&stack, NULL);
    sigaction(SIGUSR1, &action, NULL);
    action.sa_flags = 0;
    sigaction(SIGUSR2, &action, NULL);
    for (unsigned i = 0;; i++)
        for (unsigned times = 0; times < 20; times++)
            steps[i % (sizeof steps / sizeof steps[0])]();
}
