"""Recursion through many chunks of the data stack, to a depth that goes up and down, through C as well."""
import sys

sys.setrecursionlimit(20000)


def down(depth):
    if depth == 0:
        return bottom()
    return down(depth - 1)


def bottom():
    total = 0
    for i in range(30000):  # longer than the way down: what is tested is reading deep stacks, not catching them
        total += i
    return total


def through_c(depth):
    if depth == 0:
        return bottom()
    return sum(map(through_c, (depth - 1,)))


def generate(depth):
    if depth == 0:
        yield bottom()
    else:
        yield from generate(depth - 1)


def run():
    turn = 1
    while True:
        turn = (turn * 1103515245 + 12345) & 0x7FFFFFFF  # no rhythm that sampling could fall in with
        kind = (turn >> 16) % 6
        if kind < 4:
            down((5, 300, 3000, 700)[kind])
        elif kind == 4:
            through_c(60)
        else:
            sum(generate(150))


print("ready", flush=True)
run()
