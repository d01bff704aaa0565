using System.Globalization;
using Sonde.Collectors.Python;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Threads are found by what their C library calls them, whichever library it is.</summary>
public sealed class ThreadIdentityTests
{
    [Theory]
    [InlineData("gcc", "-pthread")]
    [InlineData("gcc", "-pthread", "-static")]
    [InlineData("musl-gcc")] // as in Alpine
    [InlineData("musl-gcc", "-static")]
    public void A_pthread_t_tells_the_kernels_number(string compiler, params string[] flags)
    {
        using RunningProgram program = RunningProgram.Start(CProgram.CompileWith(compiler, "Native/thread_ids.c", flags));
        Eventually.True(() => program.Output.Count == 5, "five threads");
        (UserAddress Descriptor, int Id)[] said = [.. program.Output.Select(line => line.Split(' '))
            .Select(words => (new UserAddress(ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
                int.Parse(words[2], CultureInfo.InvariantCulture)))];
        var process = new ProcessId(program.Id);
        var threads = new ProcFileSystem().ReadThreads(process).ToDictionary(thread => (long)thread.Value);
        var identities = new ThreadIdentities(new ProcessMemory(process));
        identities.Begin();

        Assert.Equal(said.Select(thread => thread.Id), said.Select(thread => identities.FindNativeId(thread.Descriptor, threads)));
    }
}
