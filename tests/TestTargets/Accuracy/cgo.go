// Spends 50 % of its CPU time in Go, 30 % in C that Go calls, and 20 % in Go that this C calls.
package main

/*
#include <stdint.h>

extern void spendInGo(int);
static volatile uint64_t sink;

__attribute__((noinline)) static void spend_in_c(int unit)
{
    for (int i = 0; i < 3 * unit; i++)
        sink = sink * 6364136223846793005u + 1442695040888963407u;
}

__attribute__((noinline)) static void through_c(int unit)
{
    spend_in_c(unit);
    spendInGo(unit);
    sink++;
}
*/
import "C"

import "fmt"

var sink uint64

//go:noinline
func spin(rounds int) {
	for i := 0; i < rounds; i++ {
		sink = sink*6364136223846793005 + 1442695040888963407
	}
}

//export spendInGo
func spendInGo(unit C.int) { spin(2 * int(unit)) }

//go:noinline
func roundOfWork(unit int) {
	spin(5 * unit)
	C.through_c(C.int(unit))
}

func main() {
	fmt.Println("ready")
	random := uint64(88172645463325252)
	for {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		roundOfWork(200000 + int(random%500000))
	}
}
