"""A parent that waits and two workers of multiprocessing, each with a thread, that work."""
import multiprocessing
import os
import threading


def work(name):
    total = 0
    while True:
        for i in range(1000):
            total += i


def in_thread():
    work("thread")


def child(number):
    os.write(1, b"child %d\n" % os.getpid())
    threading.Thread(target=in_thread, daemon=True).start()
    work("main")


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=child, args=(n,), daemon=True) for n in range(2)]
    for process in children:
        process.start()
    os.write(1, b"ready\n")
    for process in children:
        process.join()
