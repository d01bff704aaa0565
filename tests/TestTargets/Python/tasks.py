"""A tree of asyncio tasks: one works in the depth of three coroutines, the others wait, one of them for another task."""
import asyncio
import os
import sys


def burn():
    total = 0
    for i in range(20000):
        total += i
    return total


async def work_inner():
    while True:
        burn()
        await asyncio.sleep(0)


async def work_middle():
    await work_inner()


async def work_outer():
    await work_middle()


async def waits_inner(event):
    await event.wait()


async def waits_outer(event):
    await waits_inner(event)


async def waits_for_task(task):
    await task


async def main():
    event = asyncio.Event()
    waiting = asyncio.create_task(waits_outer(event), name="waiting")
    tasks = [waiting, asyncio.create_task(waits_for_task(waiting), name="dependent")]
    tasks += [asyncio.create_task(waits_outer(event)) for _ in range(3)]
    if "busy" in sys.argv:
        tasks.append(asyncio.create_task(work_outer(), name="worker"))
    await asyncio.sleep(0.1)
    os.write(1, b"ready\n")
    await asyncio.gather(*tasks)


asyncio.run(main())
