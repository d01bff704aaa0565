// Spends 50, 30 and 20 % of its CPU time in three methods of a trait, called through a generic function and a closure:
// "shares [thread]"; with the argument a thread of std does it.
use std::io::Write;

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

const THREAD_CPU_TIME: i32 = 3;

fn cpu_time() -> u64 {
    let mut now = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(THREAD_CPU_TIME, &mut now) };
    now.seconds as u64 * 1_000_000_000 + now.nanoseconds as u64
}

#[inline(always)]
fn spin(nanoseconds: u64) -> u64 {
    let end = cpu_time() + nanoseconds;
    let mut sum = 1u64;
    loop {
        for i in 0..4000u64 {
            sum = unsafe { std::ptr::read_volatile(&sum) }.wrapping_mul(6364136223846793005).wrapping_add(i);
        }
        if cpu_time() >= end {
            return sum;
        }
    }
}

trait Spender {
    fn spend(&self, unit: u64) -> u64;
}

struct Fifty;
struct Thirty;
struct Twenty;

impl Spender for Fifty {
    #[inline(never)]
    fn spend(&self, unit: u64) -> u64 {
        spin(5 * unit)
    }
}

impl Spender for Thirty {
    #[inline(never)]
    fn spend(&self, unit: u64) -> u64 {
        spin(3 * unit)
    }
}

impl Spender for Twenty {
    #[inline(never)]
    fn spend(&self, unit: u64) -> u64 {
        spin(2 * unit)
    }
}

#[inline(never)]
fn round_of_work<T: Fn(&dyn Spender) -> u64>(spend: T) -> u64 {
    let spenders: [&dyn Spender; 3] = [&Fifty, &Thirty, &Twenty];
    spenders.iter().map(|spender| spend(*spender)).fold(0, u64::wrapping_add)
}

#[inline(never)]
fn work_forever() -> u64 {
    let mut random = 88172645463325252u64;
    let mut sum = 0u64;
    while random != 0 {
        // Rounds differ in length, so that they never fall into step with a sampler.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let unit = 400_000 + random % 1_000_000;
        sum = sum.wrapping_add(round_of_work(|spender| spender.spend(unit)));
    }
    sum
}

fn main() {
    println!("ready");
    std::io::stdout().flush().unwrap();
    if std::env::args().nth(1).as_deref() == Some("thread") {
        let worker = std::thread::Builder::new().name("worker".into()).spawn(work_forever).unwrap();
        std::process::exit(worker.join().unwrap() as i32);
    }
    std::process::exit(work_forever() as i32);
}
