// Generates machine code as a just-in-time compiler does, and tells perf about it:
//   generated map      names in /tmp/perf-PID.map
//   generated dump     names, a move and lines in a jitdump file in the folder $JITDUMP
//   generated silent   nothing
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef void (*function)(void);

// push %rbp; mov %rsp,%rbp; mov $N,%ecx; 1: dec %ecx; jnz 1b; pop %rbp; ret
static const uint8_t spin[] = {0x55, 0x48, 0x89, 0xe5, 0xb9, 0, 0, 0, 0, 0xff, 0xc9, 0x75, 0xfc, 0x5d, 0xc3};

static function place(uint8_t *at, uint32_t rounds)
{
    memcpy(at, spin, sizeof spin);
    memcpy(at + 5, &rounds, sizeof rounds);
    return (function)at;
}

struct prefix { uint32_t kind, size; uint64_t time; };
struct load { struct prefix prefix; uint32_t pid, tid; uint64_t vma, address, size, index; };
struct move { struct prefix prefix; uint32_t pid, tid; uint64_t vma, from, to, size, index; };
struct debug { struct prefix prefix; uint64_t address, entries; };
struct entry { uint64_t address; int32_t line, discriminator; };

static void write_load(FILE *file, void *address, uint64_t index, const char *name)
{
    struct load load = {{0, sizeof load + strlen(name) + 1 + sizeof spin, 1}, getpid(), getpid(), (uint64_t)address, (uint64_t)address, sizeof spin, index};
    fwrite(&load, sizeof load, 1, file);
    fwrite(name, strlen(name) + 1, 1, file);
    fwrite(address, sizeof spin, 1, file);
}

static void write_lines(FILE *file, uint8_t *address)
{
    const char name[] = "script.js", same[] = "\xff";
    struct debug debug = {{2, sizeof debug + 2 * sizeof(struct entry) + sizeof name + sizeof same, 1}, (uint64_t)address, 2};
    struct entry first = {(uint64_t)address, 7, 0}, second = {(uint64_t)address + 9, 8, 0};
    fwrite(&debug, sizeof debug, 1, file);
    fwrite(&first, sizeof first, 1, file);
    fwrite(name, sizeof name, 1, file);
    fwrite(&second, sizeof second, 1, file);
    fwrite(same, sizeof same, 1, file);
}

static void write_dump(uint8_t *code)
{
    char path[200];
    snprintf(path, sizeof path, "%s/jit-%d.dump", getenv("JITDUMP"), getpid());
    FILE *file = fopen(path, "w+");
    struct { uint32_t magic, version, size, machine, pad, pid; uint64_t time, flags; } header = {0x4A695444, 1, 40, 62, 0, getpid(), 1, 0};
    fwrite(&header, sizeof header, 1, file);
    fflush(file);
    // perf finds the file by this mapping.
    if (mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(file), 0) == MAP_FAILED)
        abort();
    write_lines(file, code);
    write_load(file, code, 1, "generated_hot");
    write_load(file, code + 1024, 2, "generated_cold");
    struct move move = {{1, sizeof move, 2}, getpid(), getpid(), 0, (uint64_t)(code + 1024), (uint64_t)(code + 2048), sizeof spin, 2};
    fwrite(&move, sizeof move, 1, file);
    fflush(file);
}

int main(int count, char **arguments)
{
    const char *way = count > 1 ? arguments[1] : "silent";
    uint8_t *code = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    function hot = place(code, 300000), cold = place(code + 1024, 100000), moved = place(code + 2048, 100000);
    mprotect(code, 4096, PROT_READ | PROT_EXEC);
    if (strcmp(way, "dump") == 0) {
        write_dump(code);
        cold = moved;
    }

    puts("ready");
    fflush(stdout);
    for (int round = 0;; round++) {
        hot();
        cold();
        // As compilers do: the map grows while the program runs. The first line is about code that has given way.
        if (round == 20 && strcmp(way, "map") == 0) {
            char path[64];
            snprintf(path, sizeof path, "/tmp/perf-%d.map", getpid());
            FILE *map = fopen(path, "w");
            fprintf(map, "%lx %x generated_old\n", (unsigned long)code, 4096);
            fprintf(map, "%lx %zx generated_hot\n%lx %zx generated cold (x)\n", (unsigned long)code, sizeof spin,
                (unsigned long)(code + 1024), sizeof spin);
            fclose(map);
        }
    }
}
