"""Asks a server for one page again and again, for a given time: load.py URL SECONDS"""

import sys
import threading
import time
import urllib.request

REQUESTS_AT_A_TIME = 2


def ask(url, end, answers, errors):
    # A proxy would not know this machine's loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end:
        try:
            with opener.open(url, timeout=10) as response:
                response.read()
            answers.append(response.status)
        except OSError as error:
            errors.append(error)
            return


def main():
    url, seconds = sys.argv[1], float(sys.argv[2])
    answers, errors = [], []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=ask, args=(url, end, answers, errors)) for _ in range(REQUESTS_AT_A_TIME)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        sys.exit("load: %s: %s" % (url, errors[0]))
    print("load: %d reports in %.0f s" % (len(answers), seconds))


if __name__ == "__main__":
    main()
