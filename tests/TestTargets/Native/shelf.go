// Generics, closures and inlined calls; standard library packages enough for some thousand functions.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type Shelf[T any] struct{ items []T }

func (s *Shelf[T]) Add(t T) int { s.items = append(s.items, t); return len(s.items) }

func square(x int) int { return x * x }
func cube(x int) int   { return square(x) * x }

//go:noinline
func burn(n int) int {
	s := 0
	for i := 0; i < n; i++ {
		s += cube(i) ^ square(i)
	}
	return s
}

func main() {
	sh := &Shelf[string]{}
	for i := 0; i < 100; i++ {
		sh.Add(fmt.Sprint(i))
	}
	sort.Slice(sh.items, func(i, j int) bool { return sh.items[i] > sh.items[j] })
	b, _ := json.Marshal(sh.items)
	h := sha256.Sum256([]byte(strings.Repeat(string(b), 10)))
	fmt.Fprintln(os.Stdout, burn(1000), h)
}
