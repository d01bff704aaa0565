// Spends 50, 30 and 20 % of its CPU time in three functions that may fail, called through a pointer by a method of a generic type.
// No package of Debian has the compiler, so that three programs lie beside this file, made with Zig 0.16.0:
//   shares-zig-fast      zig build-exe shares.zig -O ReleaseFast -fomit-frame-pointer && objcopy --compress-debug-sections=zlib shares
//   shares-zig-safe      zig build-exe shares.zig -O ReleaseSafe && objcopy --strip-debug shares
//   shares-zig-stripped  zig build-exe shares.zig -O ReleaseFast -fstrip
const std = @import("std");
const linux = std.os.linux;

// Without the standard library's printing of stack traces, so that the program stays small.
pub const panic = std.debug.no_panic;
pub const std_options: std.Options = .{ .enable_segfault_handler = false };

fn cpuTime() u64 {
    var now: linux.timespec = undefined;
    _ = linux.clock_gettime(.THREAD_CPUTIME_ID, &now);
    return @as(u64, @intCast(now.sec)) * 1_000_000_000 + @as(u64, @intCast(now.nsec));
}

var sink: u64 = 1;

inline fn spin(nanoseconds: u64) void {
    const end = cpuTime() + nanoseconds;
    const seen: *volatile u64 = &sink;
    while (cpuTime() < end) {
        for (0..4000) |i| {
            seen.* = seen.* *% 6364136223846793005 +% i;
        }
    }
}

const Failed = error{Odd};

noinline fn spendFifty(unit: u64) Failed!void {
    spin(5 * unit);
}

noinline fn spendThirty(unit: u64) Failed!void {
    spin(3 * unit);
    if (unit % 2 == 1) return Failed.Odd;
}

noinline fn spendTwenty(unit: u64) Failed!void {
    spin(2 * unit);
}

const Spender = *const fn (u64) Failed!void;

const spenders = [_]Spender{ &spendFifty, &spendThirty, &spendTwenty };

fn Work(comptime Number: type) type {
    return struct {
        noinline fn round(self: *volatile @This(), unit: Number) void {
            for (spenders) |spend| {
                spend(unit) catch {
                    self.failures +%= 1;
                };
            }
            self.rounds +%= 1;
        }

        rounds: Number = 0,
        failures: Number = 0,
    };
}

noinline fn workForever() noreturn {
    var work: Work(u64) = .{};
    // Rounds differ in length, so that they never fall into step with a sampler.
    var random: u64 = 88172645463325252;
    while (true) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        work.round(400_000 + random % 1_000_000);
    }
}

pub fn main() void {
    _ = linux.write(1, "ready\n", 6);
    workForever();
}
