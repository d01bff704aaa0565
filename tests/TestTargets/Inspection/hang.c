// A file system that never answers a read, on the folder of the first argument, and a child that reads a file in it: the child waits in
// uninterruptible sleep until this program is killed, which ends the file system's connection.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { FILE_NODE = 2 };

static int device;

static void reply(const struct fuse_in_header *request, int error, const void *data, size_t size)
{
    char buffer[1024];
    struct fuse_out_header head = {.len = (unsigned)(sizeof head + size), .error = error, .unique = request->unique};
    memcpy(buffer, &head, sizeof head);
    if (size > 0)
        memcpy(buffer + sizeof head, data, size);
    if (write(device, buffer, head.len) != (ssize_t)head.len)
        exit(5);
}

static struct fuse_attr attributes(unsigned long node)
{
    struct fuse_attr attr = {.ino = node, .nlink = 1, .blksize = 4096};
    attr.mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644;
    attr.size = node == FUSE_ROOT_ID ? 0 : 1 << 20;
    return attr;
}

static void answer(const struct fuse_in_header *request)
{
    switch (request->opcode) {
    case FUSE_INIT: {
        // Reads are made ahead: then the reader waits for the page, which is what a disk that hangs looks like.
        struct fuse_init_out init = {.major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_readahead = 1 << 17, .flags = FUSE_ASYNC_READ, .max_write = 1 << 17, .max_background = 16};
        reply(request, 0, &init, sizeof init);
        break;
    }
    case FUSE_LOOKUP: {
        struct fuse_entry_out entry = {.nodeid = FILE_NODE, .entry_valid = 1000, .attr_valid = 1000, .attr = attributes(FILE_NODE)};
        reply(request, 0, &entry, sizeof entry);
        break;
    }
    case FUSE_GETATTR: {
        struct fuse_attr_out attr = {.attr_valid = 1000, .attr = attributes(request->nodeid)};
        reply(request, 0, &attr, sizeof attr);
        break;
    }
    case FUSE_OPEN:
    case FUSE_OPENDIR: {
        struct fuse_open_out open = {.fh = 1, .open_flags = FOPEN_KEEP_CACHE};
        reply(request, 0, &open, sizeof open);
        break;
    }
    case FUSE_READ:
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
        break;
    default:
        reply(request, -ENOSYS, NULL, 0);
    }
}

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (device < 0) {
        char node[4096];
        snprintf(node, sizeof node, "%s.fuse", arguments[1]);
        if (mknod(node, S_IFCHR | 0600, makedev(10, 229)) != 0 || (device = open(node, O_RDWR | O_CLOEXEC)) < 0)
            return 3;
        unlink(node);
    }
    char options[128];
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
    if (mount("hang", arguments[1], "fuse", 0, options) != 0)
        return 4;
    pid_t reader = fork();
    if (reader == 0) {
        // The connection ends with the last one who has it open.
        close(device);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        char path[4096];
        snprintf(path, sizeof path, "%s/hang", arguments[1]);
        int file = open(path, O_RDONLY);
        char byte;
        _exit(file < 0 || read(file, &byte, 1) < 0 ? 6 : 0);
    }
    printf("reader %d\n", reader);
    fflush(stdout);
    static char buffer[1 << 18];
    for (;;) {
        ssize_t length = read(device, buffer, sizeof buffer);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < (ssize_t)sizeof(struct fuse_in_header))
            return 0;
        answer((const struct fuse_in_header *)buffer);
    }
}
