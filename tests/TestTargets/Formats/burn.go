package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
	"time"
)

//go:noinline
func checksum(data []byte) (sum uint32) {
	for i := 0; i < 20; i++ {
		for _, b := range data {
			sum = sum*31 + uint32(b)
		}
	}
	return sum
}

func compress(data []byte) int {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	writer.Write(data)
	writer.Close()
	return out.Len()
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

var kept [][]byte

func allocate() {
	for i := 0; i < 100; i++ {
		kept = append(kept, make([]byte, 4096))
	}
}

func words() int {
	parts := strings.Split(strings.Repeat("the quick brown fox ", 2000), " ")
	sort.Strings(parts)
	return len(parts)
}

func main() {
	runtime.MemProfileRate = 4096
	cpu, _ := os.Create(os.Args[1])
	pprof.StartCPUProfile(cpu)
	data := bytes.Repeat([]byte("abcdefgh"), 1<<14)
	end := time.Now().Add(700 * time.Millisecond)
	for time.Now().Before(end) {
		pprof.Do(context.Background(), pprof.Labels("request", "checksum", "user", "ann"), func(context.Context) { checksum(data) })
		pprof.Do(context.Background(), pprof.Labels("request", "compress"), func(context.Context) { compress(data) })
		fib(22)
		words()
		allocate()
	}
	pprof.StopCPUProfile()
	cpu.Close()
	heap, _ := os.Create(os.Args[2])
	pprof.Lookup("heap").WriteTo(heap, 0)
	heap.Close()
}
