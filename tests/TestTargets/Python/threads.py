"""149 threads that wait, in ways that differ, and one that works."""
import queue
import threading
import time

never = threading.Event()
empty = queue.Queue()
lock = threading.Lock()
lock.acquire()


def idle_event():
    never.wait()


def idle_queue():
    empty.get()


def idle_lock():
    lock.acquire()


def idle_sleep():
    while True:
        time.sleep(1000)


def busy_inner(total):
    for i in range(1000):
        total += i
    return total


def busy():
    total = 0
    while True:
        total = busy_inner(total)


for i in range(149):
    threading.Thread(target=(idle_event, idle_queue, idle_lock, idle_sleep)[i % 4], daemon=True).start()
threading.Thread(target=busy, daemon=True).start()
print("ready", flush=True)
never.wait()
