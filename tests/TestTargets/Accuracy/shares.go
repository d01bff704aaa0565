// Spends 50, 30 and 20 % of its CPU time in three functions: "shares [goroutine]"; with the argument a goroutine does it while
// the main one waits. The loops' body is inlined twice.
package main

import (
	"fmt"
	"os"
)

var sink uint64

func mix(x uint64) uint64 { return x*6364136223846793005 + 1442695040888963407 }

func mixTwice(x uint64) uint64 { return mix(mix(x) ^ sink) }

//go:noinline
func spendFifty(unit int) {
	for i := 0; i < 5*unit; i++ {
		sink = mixTwice(sink)
	}
}

//go:noinline
func spendThirty(unit int) {
	for i := 0; i < 3*unit; i++ {
		sink = mixTwice(sink)
	}
}

//go:noinline
func spendTwenty(unit int) {
	for i := 0; i < 2*unit; i++ {
		sink = mixTwice(sink)
	}
}

type spender interface{ spend(unit int) }

type all struct{ spenders []func(int) }

//go:noinline
func (a *all) spend(unit int) {
	for _, spend := range a.spenders {
		spend(unit)
	}
}

//go:noinline
func workForever(work spender) {
	random := uint64(88172645463325252)
	for {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		work.spend(200000 + int(random%500000))
	}
}

func main() {
	fmt.Println("ready")
	work := &all{[]func(int){spendFifty, spendThirty, spendTwenty}}
	if len(os.Args) > 1 && os.Args[1] == "goroutine" {
		done := make(chan bool)
		go func() {
			workForever(work)
			done <- true
		}()
		<-done
	}
	workForever(work)
}
