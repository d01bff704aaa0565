"""bad-app: a small HTTP server with a slow page, to have something to find.

GET /report?orders=N   builds a report over N orders (default 2000), which takes far too long
GET /healthz           answers at once

Two things cost time in a report. Most of it goes into `count_repeat_customers`, a pure-Python search that
compares every order with every earlier one where a set would do. The rest goes into C code: the report is
digested many times over (hashlib) and compressed at the highest level (zlib).
"""

import argparse
import hashlib
import http.server
import json
import urllib.parse
import zlib

DEFAULT_ORDERS = 2000
MAX_ORDERS = 20_000
DIGEST_ROUNDS = 200


def make_orders(count):
    """Returns orders that look random and are the same every time: a linear congruential generator."""
    orders = []
    seed = 42
    for number in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        orders.append({"number": number, "customer": seed % (count * 4), "cents": seed % 9973})
    return orders


def count_repeat_customers(orders):
    """Counts orders whose customer has ordered before. Quadratic: this is what is wrong with bad-app."""
    repeats = 0
    for i in range(len(orders)):
        customer = orders[i]["customer"]
        for j in range(i):
            if orders[j]["customer"] == customer:
                repeats += 1
                break
    return repeats


def seal(body):
    """Digests the body again and again, as if that made it safer."""
    digest = b""
    for _ in range(DIGEST_ROUNDS):
        digest = hashlib.sha256(digest + body).digest()
    return digest.hex()


def pack(body):
    """Compresses at the highest level, whatever it costs."""
    return zlib.compress(body, 9)


def build_report(count):
    """Returns the compressed report over `count` orders."""
    orders = make_orders(count)
    repeats = count_repeat_customers(orders)
    body = json.dumps({"repeat_customers": repeats, "orders": orders}).encode()
    return pack(json.dumps({"seal": seal(body)}).encode() + body)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers the two paths above, and 404 to everything else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/healthz":
            self.reply(200, "text/plain", b"ok\n")
        elif url.path == "/report":
            query = urllib.parse.parse_qs(url.query)
            try:
                count = int(query.get("orders", [DEFAULT_ORDERS])[0])
            except ValueError:
                count = 0
            if 1 <= count <= MAX_ORDERS:
                self.reply(200, "application/zlib", build_report(count))
            else:
                self.reply(400, "text/plain", b"orders: a number from 1 to %d\n" % MAX_ORDERS)
        else:
            self.reply(404, "text/plain", b"not found\n")

    def reply(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass  # one line for each request would only fill the log


def main():
    parser = argparse.ArgumentParser(description="A small HTTP server with a slow page.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (the default) takes a free one")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Handler)
    print("listening on 127.0.0.1:%d" % server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
