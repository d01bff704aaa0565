// Runs for ever through Go: panics that are recovered, interfaces, closures that the standard library calls back, maps, text,
// stacks that grow. The timer that stops it is the one of stops.h.
package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"syscall"
	"unsafe"
)

var sink uint64

//go:noinline
func spin(rounds int) uint64 {
	for i := 0; i < rounds; i++ {
		sink = sink*6364136223846793005 + uint64(i)
	}
	return sink
}

//go:noinline
func panicking(depth int) {
	defer spin(300)
	if depth == 0 {
		panic("at the bottom")
	}
	panicking(depth - 1)
}

//go:noinline
func catching() {
	defer func() {
		if recover() != nil {
			spin(500)
		}
	}()
	panicking(10)
}

type shape interface{ area(depth int) uint64 }
type leaf struct{}
type node struct{ shapes []shape }

func (leaf) area(depth int) uint64 { return spin(200 + depth) }

func (n node) area(depth int) uint64 {
	sum := uint64(0)
	for _, s := range n.shapes {
		sum += s.area(depth + 1)
	}
	return sum
}

//go:noinline
func shapes() {
	var s shape = leaf{}
	for i := 0; i < 20; i++ {
		s = node{[]shape{s, leaf{}}}
	}
	s.area(0)
}

//go:noinline
func containers() {
	counts := map[string]int{}
	for i := 0; i < 200; i++ {
		counts[fmt.Sprintf("key %d", i*2654435761%1000)] += i
	}
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool { spin(10); return keys[i] < keys[j] })
	spin(len(strings.Join(keys, " ")))
}

//go:noinline
func recurse(depth int) uint64 {
	var room [40]uint64
	room[depth%40] = uint64(depth)
	if depth == 0 {
		return spin(1000)
	}
	return recurse(depth-1) + room[depth%40]
}

func main() {
	every := [4]int64{0, 1000, 0, 1000}
	const virtual = 1
	if _, _, failed := syscall.Syscall(syscall.SYS_SETITIMER, virtual, uintptr(unsafe.Pointer(&every)), 0); failed != 0 {
		os.Exit(2)
	}
	steps := []func(){catching, shapes, containers, func() { recurse(100) }}
	for i := 0; ; i++ {
		for times := 0; times < 20; times++ {
			steps[i%len(steps)]()
		}
	}
}
