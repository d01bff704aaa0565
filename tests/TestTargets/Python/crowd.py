"""150 threads that all work, so that each gets little of the CPU."""
import threading

begin = threading.Event()


def work():
    begin.wait()  # else each thread that is started waits behind all that work already
    total = 0
    while True:
        for i in range(1000):
            total += i


threads = [threading.Thread(target=work, daemon=True) for _ in range(150)]
for thread in threads:
    thread.start()
print("ready", flush=True)
begin.set()
threads[0].join()
