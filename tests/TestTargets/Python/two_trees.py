"""Two recursive call trees that alternate without a pause, with generators and exceptions.

A stack that holds a function of tree A and one of tree B, or a function below one that never calls it, cannot exist.
Functions of tree A are named a..., those of tree B b..., and each calls only those that CALLS (see the test) allows.
"""
import sys


class Stop(Exception):
    pass


def a_leaf(n):
    for _ in range(20):  # long enough that some stacks are seen whole
        n += 1
    return n


def a_generate(n):
    for i in range(n):
        yield a_leaf(i)


def a_third(depth):
    if depth <= 0:
        return sum(a_generate(3))
    return a_first(depth - 1)


def a_second(depth):
    return a_third(depth - 1) + a_leaf(depth)


def a_first(depth):
    if depth <= 0:
        return a_leaf(depth)
    return a_second(depth - 1)


def b_leaf(n):
    for _ in range(20):
        n -= 1
    return n


def b_throw(n):
    if n:
        raise Stop
    return n


def b_generate(n):
    for i in range(n):
        yield b_leaf(i)
    yield from b_generate_more(n)


def b_generate_more(n):
    yield b_leaf(n)


def b_sorted(n):
    return sorted(range(n), key=b_key)


def b_key(n):
    return b_leaf(-n)


def b_other(depth):
    if depth <= 0:
        b_sorted(3)
        return sum(b_generate(2))
    return b_first(depth - 1, depth, depth)


def b_first(depth, x=1, y=2, z=3):
    if depth <= 0:
        try:
            b_throw(1)
        except Stop:
            return b_leaf(depth)
    return b_other(depth - 1) + b_leaf(x)


def run():
    depth = 0
    while True:
        depth = (depth + 7) % 40
        a_first(depth)
        b_first(40 - depth)
        a_first(3)
        b_first(5)


sys.setrecursionlimit(5000)
print("ready", flush=True)
run()
