"""Recursion through C, deeper than the C stack is copied; the second argument says how deep."""
import importlib.machinery
import importlib.util
import sys

sys.setrecursionlimit(100000)
loader = importlib.machinery.ExtensionFileLoader("mixed_extension", sys.argv[1])
extension = importlib.util.module_from_spec(importlib.util.spec_from_loader("mixed_extension", loader))
loader.exec_module(extension)


def bottom():
    total = 0
    for i in range(300000):
        total += i
    return total


def down(depth):
    if depth == 0:
        return bottom()
    return extension.call_a(down, depth - 1)


print("ready", flush=True)
while True:
    down(int(sys.argv[2]))
