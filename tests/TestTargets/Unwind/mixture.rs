// Runs for ever through Rust: panics that are caught, trait objects, closures that the standard library calls back, maps, text,
// destructors that work while a panic unwinds. Linked with an object of stops.h.
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::panic;

static mut SINK: u64 = 1;

#[inline(never)]
fn spin(rounds: u64) -> u64 {
    let mut value = unsafe { std::ptr::read_volatile(std::ptr::addr_of!(SINK)) };
    for i in 0..rounds {
        value = value.wrapping_mul(6364136223846793005).wrapping_add(i);
    }
    unsafe { std::ptr::write_volatile(std::ptr::addr_of_mut!(SINK), value) };
    value
}

struct Working(u64);

impl Drop for Working {
    fn drop(&mut self) {
        spin(self.0);
    }
}

#[inline(never)]
fn panicking(depth: u64) -> u64 {
    let _work = Working(300);
    if depth == 0 {
        panic!("at the bottom");
    }
    panicking(depth - 1) + 1
}

#[inline(never)]
fn catching() {
    if panic::catch_unwind(|| panicking(10)).is_err() {
        spin(500);
    }
}

trait Shape {
    fn area(&self, depth: u64) -> u64;
}

struct Leaf;
struct Node(Vec<Box<dyn Shape>>);

impl Shape for Leaf {
    fn area(&self, depth: u64) -> u64 {
        spin(200 + depth)
    }
}

impl Shape for Node {
    fn area(&self, depth: u64) -> u64 {
        self.0.iter().map(|shape| shape.area(depth + 1)).fold(0, u64::wrapping_add)
    }
}

#[inline(never)]
fn shapes() {
    let mut shape: Box<dyn Shape> = Box::new(Leaf);
    for _ in 0..20 {
        shape = Box::new(Node(vec![shape, Box::new(Leaf)]));
    }
    shape.area(0);
}

#[inline(never)]
fn containers() {
    let mut ordered = BTreeMap::new();
    let mut hashed = HashMap::new();
    let mut text = String::new();
    for i in 0..200u64 {
        let key = i.wrapping_mul(2654435761) % 1000;
        *ordered.entry(key).or_insert(0u64) += i;
        *hashed.entry(format!("key {}", key)).or_insert(0u64) += i;
    }
    let mut keys: Vec<_> = hashed.keys().cloned().collect();
    keys.sort_by(|a, b| {
        spin(10);
        b.cmp(a)
    });
    for (key, value) in &ordered {
        write!(text, "{key}={value:.3} ", value = *value as f64 / 7.0).unwrap();
    }
    spin(text.len() as u64 + keys.len() as u64);
}

fn main() {
    panic::set_hook(Box::new(|_| {}));
    let steps: [fn(); 3] = [catching, shapes, containers];
    for i in 0usize.. {
        for _ in 0..20 {
            steps[i % steps.len()]();
        }
    }
}
