"""A recursion that is deeper than what is read."""
import sys
import threading

sys.setrecursionlimit(100000)


def down(depth):
    if depth:
        down(depth - 1)
    else:
        print("ready", flush=True)
        while True:
            pass


threading.stack_size(512 << 20)
threading.Thread(target=down, args=(15000,)).start()
