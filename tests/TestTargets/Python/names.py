"""Names of one, two and four bytes a character, ASCII and not."""


class Größe:
    def länge(self, n):
        return sum(i for i in range(n))


def 计算(n):
    return Größe().länge(n)


def 𐌰𐌱(n):
    return 计算(n)


print("ready", flush=True)
while True:
    𐌰𐌱(2000)
