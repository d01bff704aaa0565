"""Works; told so by a line on stdin, it becomes the same program again and works in another function."""
import os
import sys


def first():
    while True:
        sum(range(1000))


def again():
    while True:
        sum(range(1000))


def become():
    sys.stdin.readline()
    os.execv(sys.executable, [sys.executable, __file__, "again"])


if len(sys.argv) > 1:
    print("again", flush=True)
    again()
import threading  # noqa: E402

threading.Thread(target=become, daemon=True).start()
print("ready", flush=True)
first()
