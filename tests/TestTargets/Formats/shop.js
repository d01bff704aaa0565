// A program of known shares: three quarters in priceOf, one quarter in stockOf.
function spin(ms) { const end = process.cpuUsage(); let x = 0; for (;;) { for (let i = 0; i < 2e4; i++) x += Math.sqrt(i); const u = process.cpuUsage(end); if (u.user + u.system > ms * 1000) return x; } }
function priceOf(n) { return spin(n); }
function stockOf(n) { return spin(n); }
function handle() { return priceOf(30) + stockOf(10); }
for (let i = 0; i < 25; i++) handle();
