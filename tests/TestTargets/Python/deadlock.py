"""Threads that wait for each other. The argument says by what: rlock, lock, self, join, timed, or none (a lock whose owner works)."""
import os
import sys
import threading
import time

kind = sys.argv[1]
make = threading.RLock if kind in ("rlock", "join") else threading.Lock
first, second = make(), make()
both = threading.Barrier(2)


def left():
    with first:
        both.wait()
        take(second, -1)


def right():
    with second:
        both.wait()
        with first:  # right waits
            pass


def take(lock, timeout):
    lock.acquire(timeout=timeout)  # take waits


def left_timed():
    with first:
        both.wait()
        take(second, 1000)


def alone():
    with first:
        with first:  # alone waits
            pass


def joiner():
    with first:
        both.wait()
        joined.join()


def keeper():
    with first:
        both.wait()
        while True:
            time.sleep(0.01)


def waiter():
    both.wait()
    with first:
        pass


joined = threading.Thread(target=lambda: (both.wait(), first.acquire()), name="joined", daemon=True)
targets = {
    "rlock": [left, right], "lock": [left, right], "timed": [left_timed, right], "self": [alone], "join": [joiner], "none": [keeper, waiter],
}[kind]
threads = [threading.Thread(target=target, name=target.__name__, daemon=True) for target in targets]
if kind == "join":
    threads.insert(0, joined)
for thread in threads:
    thread.start()
time.sleep(0.3)
os.write(1, b"ready\n")
while True:
    time.sleep(1000)
