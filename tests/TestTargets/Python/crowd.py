"""Threads (150, or as many as the argument says) that all work, so that each gets little of the CPU."""
import sys
import threading

begin = threading.Event()


def work():
    begin.wait()  # else each thread that is started waits behind all that work already
    total = 0
    while True:
        for i in range(1000):
            total += i


threads = [threading.Thread(target=work, daemon=True) for _ in range(int(sys.argv[1]) if sys.argv[1:] else 150)]
for thread in threads:
    thread.start()
print("ready", flush=True)
begin.set()
threads[0].join()
