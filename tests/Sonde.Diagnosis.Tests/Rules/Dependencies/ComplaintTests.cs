using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Dependencies;

/// <summary>What servers and drivers print.</summary>
public sealed class ComplaintTests
{
    [Theory]
    [InlineData("FATAL:  password authentication failed for user \"app\"", "Credentials")]
    [InlineData("Access denied for user 'app'@'10.0.0.5' (using password: YES)", "Credentials")]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", "Credentials")]
    [InlineData("MongoServerError: Authentication failed.", "Credentials")]
    [InlineData("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN", "Credentials")]
    [InlineData("FATAL: no pg_hba.conf entry for host \"10.0.0.5\"", "Credentials")]
    [InlineData("FATAL:  sorry, too many clients already", "Exhausted")]
    [InlineData("Error 1040 (HY000): Too many connections", "Exhausted")]
    [InlineData("ERR max number of clients reached", "Exhausted")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "Exhausted")]
    [InlineData("could not write to file \"base/x\": No space left on device", "Exhausted")]
    [InlineData("ERROR:  cannot execute INSERT in a read-only transaction", "ReadOnly")]
    [InlineData("READONLY You can't write against a read only replica.", "ReadOnly")]
    [InlineData("The MySQL server is running with the --read-only option so it cannot execute this statement", "ReadOnly")]
    [InlineData("NotWritablePrimary: not primary", "ReadOnly")]
    [InlineData("getaddrinfo ENOTFOUND db", "Name")]
    [InlineData("java.net.UnknownHostException: db", "Name")]
    [InlineData("dial tcp 10.0.0.7:5432: connect: connection refused", "Unreachable")]
    [InlineData("Error: connect ECONNREFUSED 10.0.0.7:6379", "Unreachable")]
    [InlineData("read tcp 10.0.0.5:1->10.0.0.7:80: read: connection reset by peer", "Unreachable")]
    [InlineData("context deadline exceeded (dial timed out)", "Unreachable")]
    public void Words_of_servers_and_drivers_are_known(string line, string kind) => Assert.Equal(kind, Complaint.Classify(line)?.ToString());

    [Theory]
    [InlineData("INFO user alice changed her password")]
    [InlineData("GET /login 200")]
    [InlineData("LOG:  checkpoint complete: wrote 12 buffers")]
    [InlineData("retry policy: timeout 30s")]
    [InlineData("mounted /data read-only")]
    [InlineData("refused 3 duplicate orders")]
    public void Ordinary_lines_are_no_complaint(string line) => Assert.Null(Complaint.Classify(line));
}
