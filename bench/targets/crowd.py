"""Threads that share a fixed amount of work under one GIL; prints how long it took. Begins when a line comes in."""
import sys
import threading
import time

threads, rounds = int(sys.argv[1]), int(sys.argv[2])
begin = threading.Event()


def work():
    begin.wait()
    total = 0
    for _ in range(rounds):
        for i in range(1000):
            total += i


crowd = [threading.Thread(target=work) for _ in range(threads)]
for thread in crowd:
    thread.start()
print("ready", flush=True)
sys.stdin.readline()
start = time.monotonic()
begin.set()
for thread in crowd:
    thread.join()
print(time.monotonic() - start, flush=True)
