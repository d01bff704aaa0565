"""Run by gdb: stops a program many times and writes, for each stop, registers, stack memory, mappings and gdb's own stack.

A file of lines: "maps" and the lines of /proc/PID/maps when they changed, "regs" with the 17 registers in DWARF's order,
"stack" with the address and the bytes in hex, "frames" with one "pc:type" for each frame that is not inlined, then "stop".
Environment: SONDE_OUT the file, SONDE_STOPS how many stops by the timer, SONDE_STEPS how many times it steps on by a few instructions after each.
"""
import os
import random

import gdb

REGISTERS = ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"]
COPY = 65528  # the most that perf copies
MAX_FRAMES = 8000
MASK = (1 << 64) - 1
last_maps = None


def stack_of(pointer, maps):
    for line in maps.splitlines():
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if start <= pointer < end:
            return bytes(gdb.selected_inferior().read_memory(pointer, min(COPY, end - pointer)))
    return b""


def record(out):
    global last_maps
    with open(f"/proc/{gdb.selected_inferior().pid}/maps", encoding="utf-8") as file:
        maps = file.read()
    if maps != last_maps:
        last_maps = maps
        out.write("maps\n" + "".join(f" {line}\n" for line in maps.splitlines()))
    frame = gdb.newest_frame()
    values = [int(frame.read_register(name).cast(gdb.lookup_type("unsigned long"))) & MASK for name in REGISTERS]
    out.write("regs " + " ".join(f"{value:x}" for value in values) + "\n")
    pointer = values[7]
    out.write(f"stack {pointer:x} {stack_of(pointer, maps).hex()}\n")
    frames = []
    while frame is not None and len(frames) < MAX_FRAMES:
        # gdb makes up the functions that left by a tail call from debug information: nothing of them is on the stack.
        if frame.type() not in (gdb.INLINE_FRAME, gdb.TAILCALL_FRAME):
            frames.append(f"{frame.pc():x}:{'signal' if frame.type() == gdb.SIGTRAMP_FRAME else 'normal'}")
        try:
            frame = frame.older()
        except gdb.error:
            break
    out.write("frames " + " ".join(frames) + "\nstop\n")


def main():
    for command in [
        "set pagination off", "set confirm off", "set backtrace past-main on", "set backtrace past-entry on",
        "set backtrace limit unlimited", "set debuginfod enabled off", "set startup-with-shell off", "set language c",
        "set print thread-events off", "handle SIGVTALRM stop print nopass",
        "handle SIGURG nostop noprint pass", "handle SIGUSR1 nostop noprint pass", "handle SIGUSR2 nostop noprint pass", "run",
    ]:
        gdb.execute(command, to_string=True)
    steps = random.Random(1)
    with open(os.environ["SONDE_OUT"], "w", encoding="ascii") as out:
        for _ in range(int(os.environ["SONDE_STOPS"])):
            record(out)
            for _ in range(int(os.environ["SONDE_STEPS"])):
                gdb.execute(f"stepi {steps.randint(1, 30)}", to_string=True)
                record(out)
            gdb.execute("continue", to_string=True)
    gdb.execute("kill", to_string=True)


main()
