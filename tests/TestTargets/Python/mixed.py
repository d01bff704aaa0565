"""Two call trees of Python and C that alternate without a pause, each through the C extension named by the first argument.

Functions of tree A are named a..., those of tree B b..., in Python and in C, and each calls only those that the test allows.
The second argument says how many threads do it.
"""
import hashlib
import importlib.machinery
import importlib.util
import sys
import threading
import zlib

loader = importlib.machinery.ExtensionFileLoader("mixed_extension", sys.argv[1])
extension = importlib.util.module_from_spec(importlib.util.spec_from_loader("mixed_extension", loader))
loader.exec_module(extension)
data = bytes(range(256)) * 64


def a_leaf(n):
    extension.spin_a(3000)
    return n


def a_digest(n):
    return hashlib.sha256(data).digest()[n % 7]


def a_generate(n):
    for i in range(n):
        yield extension.call_a(a_leaf, i)


def a_key(n):
    extension.spin_a(200)
    return -n


def a_sort(n):
    return sorted(range(n), key=a_key)


def a_first(depth):
    if depth <= 0:
        a_digest(depth)
        a_sort(4)
        return sum(a_generate(2))
    return extension.call_a(a_second, depth - 1)


def a_second(depth):
    a_leaf(depth)
    return a_first(depth - 1)


class Stop(Exception):
    pass


def b_leaf(n):
    extension.spin_b(3000)
    return n


def b_deflate(n):
    return len(zlib.compress(data, 1 + n % 3))


def b_throw(n):
    b_leaf(n)
    raise Stop


async def b_coroutine(n):
    return await b_inner(n)


async def b_inner(n):
    return extension.call_b(b_leaf, n)


def b_run(n):
    try:
        b_coroutine(n).send(None)
    except StopIteration as end:
        return end.value


def b_first(depth):
    if depth <= 0:
        b_deflate(depth)
        try:
            extension.call_b(b_throw, depth)
        except Stop:
            return b_run(depth)
    return extension.call_b(b_second, depth - 1)


def b_second(depth):
    return b_first(depth - 1) + b_leaf(depth)


def run():
    depth = 0
    while True:
        depth = (depth + 7) % 20
        a_first(depth)
        b_first(20 - depth)
        a_first(3)
        b_first(5)


threads = [threading.Thread(target=run, name=f"tree {i}", daemon=True) for i in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
print("ready", flush=True)
if not threads:
    run()
threads[0].join()
